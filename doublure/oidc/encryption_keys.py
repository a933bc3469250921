"""Keys of encryption: somebody's published ones to encrypt for, our own to decrypt with (RFC 7517, RFC 7518 §4).

As with signatures, a set is read once, and a key that cannot be used is passed over: the same set usually holds signing keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from doublure.oidc.public_keys import MAX_KEYS, PRIVATE_MEMBERS, weakness

__all__ = ["KEY_MANAGEMENT", "DecryptionKey", "DecryptionKeys", "EncryptionKey", "EncryptionKeys"]

#: The kind of key each key management algorithm takes (RFC 7518 §4.1).
KEY_MANAGEMENT: Mapping[str, str] = {"ECDH-ES": "EC", "RSA-OAEP": "RSA", "RSA-OAEP-256": "RSA"}

#: Curves of RFC 7518 §6.2.1.1: unlike a signature, an agreement works on each of them.
_CURVES = frozenset({"P-256", "P-384", "P-521"})
_OPERATIONS = frozenset({"encrypt", "wrapKey", "deriveKey", "deriveBits"})


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """A public key to encrypt for. `alg` is the only algorithm it takes, `None` for any of its kind."""

    kid: str | None
    kty: str
    alg: str | None
    meant: bool
    key: ECKey | RSAKey = field(repr=False)


class EncryptionKeys:
    """The keys of a set that something may be encrypted for."""

    def __init__(self, keys: Sequence[EncryptionKey] = ()) -> None:
        self.keys = tuple(keys)

    @classmethod
    def from_jwks(cls, jwks: Mapping[str, Any]) -> EncryptionKeys:
        """The encryption keys of a JWK set. Never raises: of a set without any, nothing is found."""
        documents = jwks.get("keys")
        read = [_published(each) for each in documents[:MAX_KEYS]] if isinstance(documents, list) else []
        return cls([key for key in read if key is not None])

    def find(self, alg: str) -> EncryptionKey | None:
        """The key to use with *alg*: one that says it is for encryption before one that does not say, else the first."""
        fitting = [key for key in self.keys if key.kty == KEY_MANAGEMENT.get(alg) and key.alg in {None, alg}]
        return max(fitting, key=lambda key: (key.meant, key.alg == alg), default=None)


@dataclass(frozen=True, slots=True)
class DecryptionKey:
    """A private key that opens what was encrypted for it."""

    kid: str
    kty: str
    key: ECKey | RSAKey = field(repr=False)


class DecryptionKeys:
    """Our own keys, at most a few: published so that others can encrypt for us."""

    def __init__(self, keys: Sequence[DecryptionKey]) -> None:
        self._keys = tuple(keys)

    @classmethod
    def generate(cls, kinds: Sequence[str]) -> DecryptionKeys:
        """New keys, one of each kind (`EC`, `RSA`). The kid is the thumbprint of RFC 7638."""
        made = [ECKey.generate_key("P-256") if kty == "EC" else RSAKey.generate_key(2048) for kty in kinds]
        return cls([DecryptionKey(key.thumbprint(), key.key_type, key) for key in made])

    @classmethod
    def from_private(cls, jwks: Mapping[str, Any]) -> DecryptionKeys:
        """The keys of a private JWK set. Raises `ValueError` for one that cannot decrypt."""
        documents = jwks.get("keys")
        return cls([_private(document) for document in documents] if isinstance(documents, list) else [_private(None)])

    def find(self, kid: str | None, alg: str) -> tuple[DecryptionKey, ...]:
        """The keys that may open a token made with *alg*: those named *kid*, or every fitting one when it names none."""
        return tuple(key for key in self._keys if key.kty == KEY_MANAGEMENT.get(alg) and kid in {None, key.kid})

    def private(self) -> dict[str, Any]:
        """The private JWK set, for the state folder only."""
        return {"keys": [dict(each.key.as_dict(private=True)) | {"use": "enc", "kid": each.kid} for each in self._keys]}

    def public(self) -> dict[str, Any]:
        """The JWK set to publish. No `alg`: which one is used is said at registration."""
        return {"keys": [dict(each.key.as_dict(private=False)) | {"use": "enc", "kid": each.kid} for each in self._keys]}


def _published(document: Any) -> EncryptionKey | None:
    if not isinstance(document, Mapping) or PRIVATE_MEMBERS & document.keys():
        # Whoever can read a private key that was published can read whatever is encrypted for it.
        return None
    use, operations, alg, kid = (document.get(name) for name in ("use", "key_ops", "alg", "kid"))
    if use not in {None, "enc"} or (isinstance(operations, list) and not _OPERATIONS.intersection(map(str, operations))):
        return None
    key = _parsed(document)
    if key is None or (alg is not None and KEY_MANAGEMENT.get(str(alg)) != key.key_type):
        return None
    return EncryptionKey(kid if isinstance(kid, str) else None, key.key_type, alg, use == "enc", key)


def _private(document: Any) -> DecryptionKey:
    key = _parsed(document) if isinstance(document, Mapping) and "d" in document else None
    if key is None:
        raise ValueError("a key that cannot decrypt")
    return DecryptionKey(str(document.get("kid") or key.thumbprint()), key.key_type, key)


def _parsed(document: Mapping[str, Any]) -> ECKey | RSAKey | None:
    """The key of the members that make one; `None` for what is unreadable, too weak or of another kind."""
    members = {name: value for name, value in document.items() if name not in {"alg", "use", "kid", "key_ops"}}
    try:
        if members["kty"] == "EC":
            return ECKey.import_key(members) if members["crv"] in _CURVES else None
        return RSAKey.import_key(members) if members["kty"] == "RSA" and not weakness(members) else None
    except (JoseError, KeyError, TypeError, ValueError):
        return None
