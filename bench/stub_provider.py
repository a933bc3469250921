"""A provider that costs next to nothing: for measuring how a hub grows with its workers, when nobody else may be the limit."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

__all__ = ["application"]

_SELF = os.environ["BENCH_SELF"]
_CLIENT = "doublure-hub"
_KEY = ec.derive_private_key(0x5EED_0F_4_BE4C4, ec.SECP256R1())
_SIGNATURE = ec.ECDSA(hashes.SHA256())
_PERSON = {
    "sub": "bruno", "given_name": "Bruno", "family_name": "DUBOIS", "birthdate": "1984-02-29", "gender": "male",
    "birthplace": "69123", "birthcountry": "99100", "email": "bruno@example.org",
}


def _b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


_HEADER = _b64(b'{"alg":"ES256","kid":"stub"}')
_NUMBERS = _KEY.public_key().public_numbers()
_DISCOVERY = json.dumps({
    "issuer": _SELF, "authorization_endpoint": f"{_SELF}/authorize", "token_endpoint": f"{_SELF}/token",
    "userinfo_endpoint": f"{_SELF}/userinfo", "jwks_uri": f"{_SELF}/jwks", "end_session_endpoint": f"{_SELF}/session/end",
    "response_types_supported": ["code"], "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["ES256"], "userinfo_signing_alg_values_supported": ["ES256"],
    "token_endpoint_auth_methods_supported": ["client_secret_post"], "code_challenge_methods_supported": ["S256"],
    "authorization_response_iss_parameter_supported": True,
}).encode()
_JWKS = json.dumps({"keys": [{
    "kty": "EC", "crv": "P-256", "kid": "stub", "alg": "ES256", "use": "sig",
    "x": _b64(_NUMBERS.x.to_bytes(32)).decode(), "y": _b64(_NUMBERS.y.to_bytes(32)).decode(),
}]}).encode()


def _signed(claims: dict[str, Any]) -> bytes:
    now = int(time.time())
    body = {**claims, "iss": _SELF, "aud": _CLIENT, "iat": now, "exp": now + 60}
    message = _HEADER + b"." + _b64(json.dumps(body, separators=(",", ":")).encode())
    r, s = decode_dss_signature(_KEY.sign(message, _SIGNATURE))
    return message + b"." + _b64(r.to_bytes(32) + s.to_bytes(32))


def application(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], Any]) -> Iterable[bytes]:
    """A provider where everybody is Bruno at once; a code carries its nonce: WSGI."""
    path, media, body = environ["PATH_INFO"], "application/json", b"ready"
    if path == "/authorize":
        asked = dict(parse_qsl(environ["QUERY_STRING"]))
        back = urlencode({"code": asked["nonce"], "state": asked["state"], "iss": _SELF})
        start("303 See Other", [("Location", f"{asked['redirect_uri']}?{back}"), ("Content-Length", "0")])
        return [b""]
    if path == "/token":
        form = dict(parse_qsl(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()))
        claims = {"sub": "bruno", "nonce": form["code"], "acr": "eidas1", "auth_time": int(time.time())}
        body = json.dumps({"access_token": "stub", "token_type": "Bearer", "expires_in": 60,
                           "id_token": _signed(claims).decode()}).encode()
    elif path == "/userinfo":
        media, body = "application/jwt", _signed(_PERSON)
    elif path.startswith("/.well-known/"):
        body = _DISCOVERY
    elif path == "/jwks":
        body = _JWKS
    start("200 OK", [("Content-Type", media), ("Content-Length", str(len(body)))])
    return [body]
