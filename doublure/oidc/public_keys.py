"""Somebody's published keys: which of them may verify a signature, and why the others may not (RFC 7517, RFC 7518 §6).

Read once, when the set arrives. A key that cannot be used is passed over, not refused: an issuer may publish others for other
uses (RFC 7517 §5). What a token's header says about keys (`jku`, `jwk`, `x5u`, `x5c`) is never looked at.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography import x509
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.util import base64_to_int

__all__ = [
    "KEY_TYPES", "MAX_KEYS", "PRIVATE_MEMBERS", "READERS", "KeySource", "PublicKey", "PublicKeys", "VerifyingKey", "weakness",
]

#: Members of a JWK that must never be published (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
#: The kind of key each asymmetric algorithm takes (RFC 7518 §3.1, RFC 8037 §3.1), and what reads a key of each kind.
KEY_TYPES: Mapping[str, str] = {"ES256": "EC", "RS256": "RSA", "PS256": "RSA", "EdDSA": "OKP"}
READERS: Mapping[str, type[ECKey] | type[RSAKey] | type[OKPKey]] = {"EC": ECKey, "RSA": RSAKey, "OKP": OKPKey}
#: The one curve of each kind that has curves.
_CURVES: Mapping[str, str] = {"EC": "P-256", "OKP": "Ed25519"}

#: How many keys of a set are read: a longer one is no set of signing keys.
MAX_KEYS = 50
#: RFC 7518 §3.3.
_MIN_RSA_BITS = 2048
#: Beyond, a stranger's key costs us more to use than it protects.
_MAX_RSA_BITS = 8192
#: FIPS 186-5 §5.1: small exponents have a history of broken verifiers, and e = 1 signs nothing.
_MIN_RSA_EXPONENT = 65_537


class VerifyingKey(Protocol):
    """Something that verifies a signature."""

    @property
    def key(self) -> Key:
        """The parsed key."""
        ...


class KeySource(Protocol):
    """Where the key of a signature is looked up: a published set, a cache of one, a client's secret."""

    def find(self, kid: str | None, alg: str) -> Sequence[VerifyingKey]:
        """The keys that may have signed with *alg*: those named *kid*, or every fitting one when the header names none."""
        ...


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies `alg`; of `alg` `None`, whatever its type allows."""

    kid: str | None
    kty: str
    alg: str | None
    key: ECKey | RSAKey | OKPKey


class PublicKeys:
    """The usable keys of a set (`keys`), and of each other one why it is not used (`ignored`)."""

    def __init__(self, keys: Sequence[PublicKey], ignored: Sequence[str] = ()) -> None:
        self.keys = tuple(keys)
        self.ignored = tuple(ignored)

    @classmethod
    def from_jwks(cls, jwks: Mapping[str, Any]) -> PublicKeys:
        """The signing keys of a JWK set. Never raises: a set without any verifies nothing."""
        documents = jwks.get("keys")
        if not isinstance(documents, list):
            return cls([], ["no member 'keys' with a list"])
        read = [_read(document) for document in documents[:MAX_KEYS]]
        ignored = [each for each in read if isinstance(each, str)]
        if len(documents) > MAX_KEYS:
            ignored.append(f"{len(documents) - MAX_KEYS} keys beyond the first {MAX_KEYS}")
        return cls([each for each in read if isinstance(each, PublicKey)], ignored)

    def find(self, kid: str | None, alg: str) -> tuple[PublicKey, ...]:
        """See `KeySource.find`. Two keys may bear one kid (RFC 7517 §4.5): both are given."""
        kty = KEY_TYPES.get(alg)
        fitting = tuple(key for key in self.keys if key.kty == kty and key.alg in {None, alg})
        return fitting if kid is None else tuple(key for key in fitting if key.kid == kid)


def _read(document: Any) -> PublicKey | str:
    """The key in *document*, or why it is not used."""
    if not isinstance(document, Mapping) or not isinstance(document.get("kty"), str):
        return "not a key"
    kty, kid, alg = document["kty"], document.get("kid"), document.get("alg")
    if kty not in KEY_TYPES.values():
        return f"kty {kty[:20]!a}"
    if PRIVATE_MEMBERS & document.keys():
        # Whoever can read the set can sign with it: a signature by this key proves nothing any more.
        return "a private key, published"
    operations = document.get("key_ops")
    if document.get("use", "sig") != "sig" or (isinstance(operations, list) and "verify" not in operations):
        return "not for signatures"
    members = {name: document[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in document}
    try:
        # Looked at before it is parsed: the library warns of a weak key, and then parses it.
        if too_weak := weakness(members):
            return too_weak
        key = READERS[kty].import_key(members)
    except (JoseError, KeyError, TypeError, ValueError):
        return f"an unreadable {kty} key"
    if objection := _other_certificate(document, key):
        return objection
    return PublicKey(kid if isinstance(kid, str) else None, kty, alg if isinstance(alg, str) else None, key)


def weakness(members: Mapping[str, Any]) -> str | None:
    """Why the JWK *members* are too weak, or on the wrong curve, for any algorithm here; `None` when fit (RFC 7518 §3.3, §3.4).

    Raises `KeyError`, `TypeError` or `ValueError` for members that cannot be read.
    """
    if members["kty"] in _CURVES:
        return None if members["crv"] == _CURVES[members["kty"]] else f"curve {str(members['crv'])[:20]!a}"
    bits, exponent = base64_to_int(members["n"]).bit_length(), base64_to_int(members["e"])
    if not _MIN_RSA_BITS <= bits <= _MAX_RSA_BITS:
        return f"RSA of {bits} bits"
    return None if exponent >= _MIN_RSA_EXPONENT else "RSA with a small exponent"


def _other_certificate(document: Mapping[str, Any], key: ECKey | RSAKey | OKPKey) -> str | None:
    """RFC 7517 §4.7: the key in the first certificate of `x5c` must be the key of the JWK."""
    chain = document.get("x5c")
    if chain is None:
        return None
    try:
        certified = x509.load_der_x509_certificate(base64.b64decode(chain[0])).public_key()
    except (LookupError, TypeError, ValueError):
        return "an unreadable certificate"
    return None if certified == key.public_key else "a certificate for another key"
