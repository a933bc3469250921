"""An issuer's own keys, and a client's secret as a key: what signs.

Parsing an RSA key costs forty times a signature (its primality is checked), so a key is parsed when it is read and never again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey

from doublure.oidc.public_keys import KEY_TYPES, PRIVATE_MEMBERS, PublicKey, PublicKeys, weakness

__all__ = ["HmacKey", "KeyRing", "Signer", "WeakSecret", "secret_key"]

#: RFC 7518 §3.2: a key of HS256 is at least as long as the hash, in octets.
_MIN_SECRET = 32


class WeakSecret(ValueError):  # noqa: N818 - said of the secret
    """A client secret too short for HS256."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key that signs with one algorithm."""

    alg: str
    kid: str
    key: ECKey | RSAKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class HmacKey:
    """A client's secret as the key of HS256: its UTF-8 octets (Core §10.1)."""

    key: OctKey = field(repr=False)
    alg: str = "HS256"

    def find(self, kid: str | None, alg: str) -> tuple[HmacKey, ...]:
        """Itself for its own algorithm, whatever *kid* says; nothing for another: a secret never stands in for a public key."""
        return (self,) if alg == self.alg else ()


def secret_key(secret: str) -> HmacKey:
    """*secret* as the key of HS256. Raises `WeakSecret` under 32 octets (RFC 7518 §3.2)."""
    octets = secret.encode()
    if len(octets) < _MIN_SECRET:
        raise WeakSecret(f"HS256 needs a secret of at least {_MIN_SECRET} octets; this one has {len(octets)}")
    return HmacKey(OctKey.import_key(octets))


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
        """New keys, one per algorithm (`ES256`, `RS256`). The kid is the thumbprint of RFC 7638."""
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
    key = ECKey.generate_key("P-256") if KEY_TYPES[alg] == "EC" else RSAKey.generate_key(2048)
    return Signer(alg, key.thumbprint(), key)


def _signer(document: Mapping[str, Any]) -> Signer:
    alg = str(document.get("alg"))
    members = {name: value for name, value in document.items() if name not in {"alg", "use", "kid"}}
    try:
        fit = KEY_TYPES.get(alg) == members["kty"] and "d" in members and not weakness(members)
        key = (ECKey if members["kty"] == "EC" else RSAKey).import_key(members) if fit else None
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
