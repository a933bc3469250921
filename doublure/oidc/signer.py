"""One private key that signs: made, read, written down.

Parsing an RSA key costs forty times a signature (its primality is checked), so a key is parsed when it is read and never again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from doublure.oidc.public_keys import KEY_TYPES, PRIVATE_MEMBERS, READERS, weakness

__all__ = ["Signer", "Stage", "generated", "read_signer"]

_MAKERS: Mapping[str, Callable[[], ECKey | RSAKey | OKPKey]] = {
    "EC": lambda: ECKey.generate_key("P-256"),
    "RSA": lambda: RSAKey.generate_key(2048),
    "OKP": lambda: OKPKey.generate_key("Ed25519"),
}


Stage = Literal["next", "signing", "previous"]


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key of one algorithm: `next` is published for the day it signs, `previous` for what it has signed."""

    alg: str
    kid: str
    key: ECKey | RSAKey | OKPKey = field(repr=False)
    stage: Stage = "signing"

    def published(self) -> dict[str, Any]:
        """The public JWK."""
        members = self.key.as_dict(private=False)
        return {name: value for name, value in members.items() if name not in PRIVATE_MEMBERS} | self._marks()

    def private(self) -> dict[str, Any]:
        """The private JWK and its stage, for the state folder only."""
        return dict(self.key.as_dict(private=True)) | self._marks() | {"stage": self.stage}

    def _marks(self) -> dict[str, str]:
        return {"use": "sig", "alg": self.alg, "kid": self.kid}


def generated(alg: str) -> Signer:
    """A new key for *alg* (one of `KEY_TYPES`). The kid is the thumbprint of RFC 7638."""
    if alg not in KEY_TYPES:
        raise ValueError(f"no signing key for the algorithm {alg}")
    key = _MAKERS[KEY_TYPES[alg]]()
    return Signer(alg, key.thumbprint(), key)


def read_signer(document: Mapping[str, Any]) -> Signer:
    """The key of a private JWK. Raises `ValueError` for one that cannot sign."""
    alg = str(document.get("alg"))
    members = {name: value for name, value in document.items() if name not in {"alg", "use", "kid", "stage"}}
    try:
        fit = KEY_TYPES.get(alg) == members["kty"] and "d" in members and not weakness(members)
        key = READERS[members["kty"]].import_key(members) if fit else None
    except (JoseError, KeyError, TypeError, ValueError) as fault:
        raise ValueError("a key that cannot be read") from fault
    if key is None:
        raise ValueError(f"a key that cannot sign with {alg}")
    stage = document.get("stage", "signing")
    if stage not in get_args(Stage):
        raise ValueError(f"a key of an unknown stage {str(stage)[:20]!a}")
    return Signer(alg, str(document.get("kid") or key.thumbprint()), key, stage)
