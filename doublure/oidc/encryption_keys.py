"""Keys of encryption: somebody's published ones to encrypt for, our own to decrypt with (RFC 7517, RFC 7518 §4).

As with signatures, a set is read once, and a key that cannot be used is passed over: the same set usually holds signing keys.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    """The keys of a set that something may be encrypted for; `unreadable` are kinds of which one was meant to be and cannot."""

    def __init__(self, keys: Sequence[EncryptionKey] = (), unreadable: Collection[str] = ()) -> None:
        self.keys = tuple(keys)
        self.unreadable = frozenset(unreadable)

    @classmethod
    def from_jwks(cls, jwks: Mapping[str, Any]) -> EncryptionKeys:
        """The encryption keys of a JWK set. Never raises: of a set without any, nothing is found."""
        documents = jwks.get("keys")
        meant = [each for each in documents[:MAX_KEYS] if _meant(each)] if isinstance(documents, list) else []
        read = [(each, _published(each)) for each in meant]
        return cls([key for _, key in read if key is not None],
                   {str(each.get("kty")) for each, key in read if key is None and each.get("use") == "enc"})

    def find(self, alg: str) -> EncryptionKey | None:
        """The key to use with *alg*: one that says it is for encryption before one that does not say, else the first."""
        return next(iter(self.best(alg)), None)

    def best(self, alg: str) -> tuple[EncryptionKey, ...]:
        """Every key that is as good for *alg* as the one to use."""
        fitting = [key for key in self.keys if key.kty == KEY_MANAGEMENT.get(alg) and key.alg in {None, alg}]
        rank = max(((key.meant, key.alg == alg) for key in fitting), default=None)
        return tuple(key for key in fitting if (key.meant, key.alg == alg) == rank)


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


def _meant(document: Any) -> bool:
    """Whether a published key says nothing against being encrypted for."""
    if not isinstance(document, Mapping):
        return False
    use, operations, alg, kty = (document.get(name) for name in ("use", "key_ops", "alg", "kty"))
    if use not in {None, "enc"} or (isinstance(operations, list) and not _OPERATIONS.intersection(map(str, operations))):
        return False
    return alg is None or KEY_MANAGEMENT.get(str(alg)) == kty


def _published(document: Mapping[str, Any]) -> EncryptionKey | None:
    # Whoever can read a private key that was published can read whatever is encrypted for it.
    key = None if PRIVATE_MEMBERS & document.keys() else _parsed(document)
    if key is None:
        return None
    kid, alg = document.get("kid"), document.get("alg")
    return EncryptionKey(kid if isinstance(kid, str) else None, key.key_type, alg, document.get("use") == "enc", key)


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
