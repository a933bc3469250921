"""Tokens that no honest signer would make: written octet by octet, so that every mutation of the catalogue can be played."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

NOW = 1_795_500_000
ISSUER = "http://localhost:4421"
CLIENT = "doublure-hub"
NONCE = "n-0S6_WzA2Mj-of-this-very-login"
SUB = "a1b2c3d4"


def b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def id_claims(**changed: Any) -> dict[str, Any]:
    """The claims of an honest ID token; a claim changed to `...` is left out."""
    honest = {"iss": ISSUER, "aud": CLIENT, "sub": SUB, "exp": NOW + 60, "iat": NOW, "nonce": NONCE, "acr": "eidas1",
              "auth_time": NOW - 5}
    return {name: value for name, value in (honest | changed).items() if value is not ...}


def userinfo_claims(**changed: Any) -> dict[str, Any]:
    """The claims of an honest signed userinfo."""
    honest = {"iss": ISSUER, "aud": CLIENT, "sub": SUB, "exp": NOW + 60, "iat": NOW, "given_name": "Angela"}
    return {name: value for name, value in (honest | changed).items() if value is not ...}


def signed(header: Mapping[str, Any] | bytes, claims: Mapping[str, Any] | bytes, key: ECKey | RSAKey | OctKey, alg: str) -> str:
    """A JWS whose signature is right for *alg*, whatever *header* says."""
    raw_header = header if isinstance(header, bytes) else json.dumps(header).encode()
    raw_claims = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    signing_input = f"{b64(raw_header)}.{b64(raw_claims)}"
    signature = jws.JWSRegistry.algorithms[alg].sign(signing_input.encode(), key)
    return f"{signing_input}.{b64(signature)}"


def mac(header: Mapping[str, Any], claims: Mapping[str, Any], secret: bytes) -> str:
    """An HS256 token keyed with anything at all."""
    signing_input = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signing_input}.{b64(hmac.new(secret, signing_input.encode(), hashlib.sha256).digest())}"


def unsigned(header: Mapping[str, Any], claims: Mapping[str, Any], signature: str = "") -> str:
    return f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}.{signature}"


def half_hash(token: str) -> str:
    """at_hash of Core §3.1.3.6 for SHA-256."""
    return b64(hashlib.sha256(token.encode()).digest()[:16])


def weak_rsa(*, private: bool) -> dict[str, Any]:
    """An RSA key of 1024 bits as a JWK, made without the library, which would warn of it."""
    key = rsa.generate_private_key(65_537, 1024).private_numbers()  # noqa: S505 - weak on purpose
    public = {"kty": "RSA", "n": _number(key.public_numbers.n), "e": _number(key.public_numbers.e)}
    parts = {"d": key.d, "p": key.p, "q": key.q, "dp": key.dmp1, "dq": key.dmq1, "qi": key.iqmp}
    return public | ({name: _number(part) for name, part in parts.items()} if private else {})


def _number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))
