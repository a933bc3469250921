"""An issuer's own keys: which of them signs, which are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from doublure.oidc.public_keys import KEY_TYPES, PublicKey, PublicKeys
from doublure.oidc.signer import Signer, Stage, generated, read_signer

__all__ = ["KeyRing"]

class KeyRing:
    """An issuer's keys. One of each algorithm signs; all are published, so that a rotation overlaps (Core §10.1.1).

    A rotation is three rings: `announced` publishes the next key, `promoted` signs with it, `without` retires the old one.
    """

    def __init__(self, signers: Sequence[Signer]) -> None:
        self._signers = tuple(signers)
        self._public = {"keys": [signer.published() for signer in self._signers]}
        # The parsed keys themselves, not a second parsing of what was just written.
        self._verifying = PublicKeys([PublicKey(each.kid, KEY_TYPES[each.alg], each.alg, each.key) for each in self._signers])

    @classmethod
    def generate(cls, algorithms: Sequence[str]) -> KeyRing:
        """New keys, one per algorithm (those of `KEY_TYPES`). The kid is the thumbprint of RFC 7638."""
        return cls([generated(alg) for alg in algorithms])

    @classmethod
    def from_private(cls, jwks: Mapping[str, Any]) -> KeyRing:
        """The keys of a private JWK set. Raises `ValueError` for one that cannot sign."""
        documents = jwks.get("keys") if isinstance(jwks, Mapping) else None
        if not isinstance(documents, list) or not all(isinstance(document, Mapping) for document in documents):
            raise ValueError("no set of keys")
        found: list[Signer] = []
        for document in documents:
            signer = read_signer(document)
            signs = any(each.alg == signer.alg and each.stage == "signing" for each in found)
            # Where two claim to sign, the first does.
            found.append(replace(signer, stage="previous") if signs and signer.stage == "signing" else signer)
        return cls(found)

    def private(self) -> dict[str, Any]:
        """The private JWK set, for the state folder only."""
        return {"keys": [signer.private() for signer in self._signers]}

    def public(self) -> dict[str, Any]:
        """The JWK set to publish (RFC 7517 §5)."""
        return self._public

    def fresh(self) -> KeyRing:
        """Itself: a ring does not change."""
        return self

    def signer(self, alg: str) -> Signer:
        """The key that signs with *alg*. Raises `LookupError` when the issuer has none."""
        for signer in self._signers:
            if signer.alg == alg and signer.stage == "signing":
                return signer
        raise LookupError(f"this issuer has no key for {alg}")

    def signers(self, *stages: Stage) -> tuple[Signer, ...]:
        """The keys at one of *stages*."""
        return tuple(signer for signer in self._signers if signer.stage in stages)

    def verifying(self) -> PublicKeys:
        """The same keys for verifying what was signed here."""
        return self._verifying

    def algorithms(self) -> tuple[str, ...]:
        """What it can sign with."""
        return tuple(dict.fromkeys(signer.alg for signer in self._signers))

    def announced(self, alg: str) -> KeyRing:
        """This ring with a new key for *alg*, published but not yet signing; the first one of an algorithm signs at once."""
        return KeyRing([*self._signers, replace(generated(alg), stage="next" if alg in self.algorithms() else "signing")])

    def promoted(self, kid: str) -> KeyRing:
        """This ring with the key *kid* signing. Raises `LookupError` when there is none."""
        new = self._named(kid)
        staged: dict[str, Stage] = {each.kid: "previous" for each in self.signers("signing") if each.alg == new.alg}
        staged[kid] = "signing"
        return KeyRing([replace(each, stage=staged.get(each.kid, each.stage)) for each in self._signers])

    def without(self, kid: str) -> KeyRing:
        """This ring without the key *kid*. Raises `LookupError` when there is none."""
        gone = self._named(kid)
        return KeyRing([signer for signer in self._signers if signer is not gone])

    def _named(self, kid: str) -> Signer:
        for signer in self._signers:
            if signer.kid == kid:
                return signer
        raise LookupError(f"this issuer has no key {kid}")
