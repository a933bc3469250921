"""The floor: a hub's ten endpoints doing nothing but the cryptography, the store's calls and the HTTP calls of a login.

Nothing is checked that could go wrong, no page has a style, no error has a sentence: what a hub costs above this is what being
a hub costs. Signatures go straight to OpenSSL, HTTP over kept-open connections; a slow floor would be a defect of the benchmark.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from bench.wire import Wire

__all__ = ["application"]

Headers = list[tuple[str, str]]
Start = Callable[[str, Headers], Any]

_ISSUER = os.environ["BENCH_SELF"]
_PROVIDER = os.environ["BENCH_PROVIDER"]
_CLIENT_ID, _CLIENT_SECRET = os.environ["BENCH_CLIENT"].split(":")
_IDP_ID, _IDP_SECRET = os.environ["BENCH_PROVIDER_CLIENT"].split(":")
_IDP_UID = "3f1ad1a3-5d0c-4d27-9b0e-0c1f6a2b7e01"
_CALLBACK = f"{_ISSUER}/oidc-callback"
_SIGNATURE = ec.ECDSA(hashes.SHA256())
_KEY = ec.generate_private_key(ec.SECP256R1())
_HEADER = base64.urlsafe_b64encode(b'{"alg":"ES256","kid":"floor"}').rstrip(b"=")
_SUBJECT_KEY = secrets.token_bytes(32)

_wire = Wire()
_store: dict[str, bytes] = {}
_provider_keys: dict[str, ec.EllipticCurvePublicKey] = {}


def _b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _unb64(data: bytes) -> bytes:
    return base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4))


def _sign(claims: dict[str, Any]) -> str:
    message = _HEADER + b"." + _b64(json.dumps(claims, separators=(",", ":")).encode())
    r, s = decode_dss_signature(_KEY.sign(message, _SIGNATURE))
    return (message + b"." + _b64(r.to_bytes(32) + s.to_bytes(32))).decode()


def _verify(token: bytes) -> dict[str, Any]:
    message, _, signature = token.rpartition(b".")
    header, _, payload = message.partition(b".")
    raw = _unb64(signature)
    key = _key(json.loads(_unb64(header))["kid"])
    key.verify(encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:])), message, _SIGNATURE)
    claims: dict[str, Any] = json.loads(_unb64(payload))
    return claims


def _key(kid: str) -> ec.EllipticCurvePublicKey:
    if kid not in _provider_keys:
        for jwk in json.loads(_wire.ask("GET", f"{_PROVIDER}/jwks"))["keys"]:
            if jwk["kty"] == "EC":
                x, y = (int.from_bytes(_unb64(jwk[name].encode())) for name in ("x", "y"))
                _provider_keys[jwk["kid"]] = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    return _provider_keys[kid]


def _put(key: str, value: dict[str, Any]) -> None:
    _store[key] = json.dumps(value).encode()


def _get(key: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(_store[key])
    return value


def _form(environ: dict[str, Any]) -> dict[str, str]:
    return dict(parse_qsl(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()))


def _query(environ: dict[str, Any]) -> dict[str, str]:
    return dict(parse_qsl(environ["QUERY_STRING"]))


def _sid(environ: dict[str, Any]) -> str:
    found: str = environ["HTTP_COOKIE"].partition("floor_session=")[2].partition(";")[0]
    return found


def _redirect(location: str, *more: tuple[str, str]) -> tuple[str, Headers, bytes]:
    return "303 See Other", [("Location", location), *more], b""


def _page(action: str, csrf: str, button: str) -> tuple[str, Headers, bytes]:
    body = (f'<!doctype html><form method="post" action="{action}"><input type="hidden" name="csrfToken" value="{csrf}">'
            f'<button name="providerUid" value="{button}">go</button></form>').encode()
    return "200 OK", [("Content-Type", "text/html; charset=utf-8")], body


def _authorize(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    asked = _query(environ)
    if asked["client_id"] != _CLIENT_ID:
        raise AssertionError("another client")
    uid, sid = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
    _put(f"session:{sid}", {"uid": uid})
    _put(f"journey:{uid}", asked)
    cookie = ("Set-Cookie", f"floor_session={sid}; HttpOnly; Path=/; SameSite=Lax")
    return _redirect(f"{_ISSUER}/interaction/{uid}", cookie)


def _choose(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    uid = _get(f"session:{_sid(environ)}")["uid"]
    _get(f"journey:{uid}")
    return _page("/redirect-to-idp", uid, _IDP_UID)


def _depart(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    uid = _form(environ)["csrfToken"]
    journey = _get(f"journey:{uid}")
    state, nonce, verifier = uid + secrets.token_hex(16), secrets.token_hex(32), secrets.token_urlsafe(48)
    _put(f"journey:{uid}", {**journey, "sent": {"state": state, "nonce": nonce, "verifier": verifier}})
    challenge = _b64(hashlib.sha256(verifier.encode()).digest()).decode()
    asked = urlencode({
        "response_type": "code", "client_id": _IDP_ID, "redirect_uri": _CALLBACK, "scope": "openid profile email birth",
        "state": state, "nonce": nonce, "acr_values": "eidas1", "prompt": "login", "code_challenge": challenge,
        "code_challenge_method": "S256",
    })
    return _redirect(f"{_PROVIDER}/authorize?{asked}")


def _callback(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    query = _query(environ)
    uid = _get(f"session:{_sid(environ)}")["uid"]
    journey = _get(f"journey:{uid}")
    sent = journey["sent"]
    if query["state"] != sent["state"]:
        raise AssertionError("another state")
    tokens = json.loads(_wire.ask("POST", f"{_PROVIDER}/token", urlencode({
        "grant_type": "authorization_code", "code": query["code"], "redirect_uri": _CALLBACK, "client_id": _IDP_ID,
        "client_secret": _IDP_SECRET, "code_verifier": sent["verifier"],
    })))
    if _verify(tokens["id_token"].encode())["nonce"] != sent["nonce"]:
        raise AssertionError("another nonce")
    person = _verify(_wire.ask("GET", f"{_PROVIDER}/userinfo", headers=(f"Authorization: Bearer {tokens['access_token']}",)))
    _put(f"journey:{uid}", {**journey, "person": person, "id_token": tokens["id_token"]})
    return _redirect(f"{_ISSUER}/interaction/{uid}/verify")


def _identify(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    uid = _get(f"session:{_sid(environ)}")["uid"]
    journey = _get(f"journey:{uid}")
    facts = json.dumps(["floor", *(journey["person"].get(name) for name in (
        "given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry"))])
    sub = hmac.new(_SUBJECT_KEY, facts.encode(), hashlib.sha256).hexdigest() + "v1"
    _put(f"journey:{uid}", {**journey, "sub": sub})
    return _redirect(f"{_ISSUER}/interaction/{uid}/consent")


def _consent(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    uid = _get(f"session:{_sid(environ)}")["uid"]
    _get(f"journey:{uid}")
    return _page("/login", uid, "")


def _login(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    uid = _form(environ)["csrfToken"]
    _put(f"journey:{uid}", {**_get(f"journey:{uid}"), "consented": True})
    return _redirect(f"{_ISSUER}/authorize/{uid}")


def _respond(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    sid = _sid(environ)
    uid = _get(f"session:{sid}")["uid"]
    journey = _get(f"journey:{uid}")
    code = secrets.token_urlsafe(32)
    _put(f"code:{code}", journey)
    del _store[f"session:{sid}"], _store[f"journey:{uid}"]
    return _redirect(f"{journey['redirect_uri']}?{urlencode({'code': code, 'state': journey['state'], 'iss': _ISSUER})}")


def _token(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    form = _form(environ)
    grant = json.loads(_store.pop(f"code:{form['code']}"))
    given, known = (hashlib.sha256(each.encode()).digest() for each in (form["client_secret"], _CLIENT_SECRET))
    if not hmac.compare_digest(given, known):
        raise AssertionError("another secret")
    now, access = int(time.time()), secrets.token_urlsafe(32)
    _put(f"access:{access}", grant)
    claims = {"iss": _ISSUER, "aud": _CLIENT_ID, "sub": grant["sub"], "nonce": grant["nonce"], "iat": now, "exp": now + 60,
              "acr": "eidas1", "auth_time": now}
    return _json({"access_token": access, "expires_in": 60, "id_token": _sign(claims), "token_type": "Bearer"})


def _userinfo(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    access = environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    grant = json.loads(_store.pop(f"access:{access}"))
    now = int(time.time())
    claims = {**grant["person"], "sub": grant["sub"], "iss": _ISSUER, "aud": _CLIENT_ID, "iat": now, "exp": now + 60}
    return "200 OK", [("Content-Type", "application/jwt")], _sign(claims).encode()


def _jwks(environ: dict[str, Any]) -> tuple[str, Headers, bytes]:
    numbers = _KEY.public_key().public_numbers()
    x, y = (_b64(each.to_bytes(32)).decode() for each in (numbers.x, numbers.y))
    return _json({"keys": [{"kty": "EC", "crv": "P-256", "kid": "floor", "alg": "ES256", "use": "sig", "x": x, "y": y}]})


def _json(payload: dict[str, Any]) -> tuple[str, Headers, bytes]:
    return "200 OK", [("Content-Type", "application/json")], json.dumps(payload).encode()


_ROUTES: dict[str, Callable[[dict[str, Any]], tuple[str, Headers, bytes]]] = {
    "/authorize": _authorize, "/redirect-to-idp": _depart, "/oidc-callback": _callback, "/login": _login, "/token": _token,
    "/userinfo": _userinfo, "/jwks": _jwks,
}
# As our hub does: what has been made by now stays.
gc.freeze()


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """The ten endpoints and the keys: WSGI."""
    path: str = environ["PATH_INFO"]
    handler = _ROUTES.get(path)
    if handler is None:
        kind = path.rpartition("/")[2]
        handler = _respond if path.startswith("/authorize/") else {"verify": _identify, "consent": _consent}.get(kind, _choose)
    status, headers, body = handler(environ)
    headers.append(("Content-Length", str(len(body))))
    start(status, headers)
    return [body]
