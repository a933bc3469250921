"""An issuer's own keys: what signs.

Parsing an RSA key costs forty times a signature (its primality is checked), so a key is parsed when it is read and never again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from doublure.oidc.public_keys import KEY_TYPES, PRIVATE_MEMBERS, READERS, PublicKey, PublicKeys, weakness

__all__ = ["KeyRing", "Signer"]

_MAKERS: Mapping[str, Callable[[], ECKey | RSAKey | OKPKey]] = {
    "EC": lambda: ECKey.generate_key("P-256"),
    "RSA": lambda: RSAKey.generate_key(2048),
    "OKP": lambda: OKPKey.generate_key("Ed25519"),
}


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key that signs with one algorithm."""

    alg: str
    kid: str
    key: ECKey | RSAKey | OKPKey = field(repr=False)


class KeyRing:
    """An issuer's keys. The first of each algorithm signs; all are published, so that a rotation overlaps (Core §10.1.1).

    A rotation is three rings: `announced` publishes the next key, `promoted` signs with it, `without` retires the old one.
    """

    def __init__(self, signers: Sequence[Signer]) -> None:
        self._signers = tuple(signers)
        self._public = {"keys": [_published(signer) for signer in self._signers]}
        # The parsed keys themselves, not a second parsing of what was just written.
        self._verifying = PublicKeys([PublicKey(each.kid, KEY_TYPES[each.alg], each.alg, each.key) for each in self._signers])

    @classmethod
    def generate(cls, algorithms: Sequence[str]) -> KeyRing:
        """New keys, one per algorithm (those of `KEY_TYPES`). The kid is the thumbprint of RFC 7638."""
        return cls([_generated(alg) for alg in algorithms])

    @classmethod
    def from_private(cls, jwks: Mapping[str, Any]) -> KeyRing:
        """The keys of a private JWK set. Raises `ValueError` for one that cannot sign."""
        documents = jwks.get("keys") if isinstance(jwks, Mapping) else None
        if not isinstance(documents, list) or not all(isinstance(document, Mapping) for document in documents):
            raise ValueError("no set of keys")
        return cls([_signer(document) for document in documents])

    def private(self) -> dict[str, Any]:
        """The private JWK set, for the state folder only."""
        return {"keys": [dict(signer.key.as_dict(private=True)) | _marks(signer) for signer in self._signers]}

    def public(self) -> dict[str, Any]:
        """The JWK set to publish (RFC 7517 §5)."""
        return self._public

    def signer(self, alg: str) -> Signer:
        """The key that signs with *alg*. Raises `LookupError` when the issuer has none."""
        for signer in self._signers:
            if signer.alg == alg:
                return signer
        raise LookupError(f"this issuer has no key for {alg}")

    def verifying(self) -> PublicKeys:
        """The same keys for verifying what was signed here."""
        return self._verifying

    def algorithms(self) -> tuple[str, ...]:
        """What it can sign with."""
        return tuple(dict.fromkeys(signer.alg for signer in self._signers))

    def announced(self, alg: str) -> KeyRing:
        """This ring with a new key for *alg*, published but not yet signing."""
        return KeyRing([*self._signers, _generated(alg)])

    def promoted(self, kid: str) -> KeyRing:
        """This ring with the key *kid* signing. Raises `LookupError` when there is none."""
        return KeyRing([self._named(kid), *(signer for signer in self._signers if signer.kid != kid)])

    def without(self, kid: str) -> KeyRing:
        """This ring without the key *kid*. Raises `LookupError` when there is none."""
        gone = self._named(kid)
        return KeyRing([signer for signer in self._signers if signer is not gone])

    def _named(self, kid: str) -> Signer:
        for signer in self._signers:
            if signer.kid == kid:
                return signer
        raise LookupError(f"this issuer has no key {kid}")


def _generated(alg: str) -> Signer:
    if alg not in KEY_TYPES:
        raise ValueError(f"no signing key for the algorithm {alg}")
    key = _MAKERS[KEY_TYPES[alg]]()
    return Signer(alg, key.thumbprint(), key)


def _signer(document: Mapping[str, Any]) -> Signer:
    alg = str(document.get("alg"))
    members = {name: value for name, value in document.items() if name not in {"alg", "use", "kid"}}
    try:
        fit = KEY_TYPES.get(alg) == members["kty"] and "d" in members and not weakness(members)
        key = READERS[members["kty"]].import_key(members) if fit else None
    except (JoseError, KeyError, TypeError, ValueError) as fault:
        raise ValueError("a key that cannot be read") from fault
    if key is None:
        raise ValueError(f"a key that cannot sign with {alg}")
    return Signer(alg, str(document.get("kid") or key.thumbprint()), key)


def _marks(signer: Signer) -> dict[str, str]:
    return {"use": "sig", "alg": signer.alg, "kid": signer.kid}


def _published(signer: Signer) -> dict[str, Any]:
    members = signer.key.as_dict(private=False)
    return {name: value for name, value in members.items() if name not in PRIVATE_MEMBERS} | _marks(signer)
