"""Signing keys: parsed once, published without their private members, kept in a file of the state folder.

Parsing an RSA key costs forty times a signature (its primality is checked), so a key is parsed when it is read and never again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey

__all__ = ["HmacKey", "KeyRing", "PublicKey", "PublicKeys", "Signer", "load_or_create", "secret_key"]

#: Members of a JWK that must never be published (RFC 7518 §6.2.2, §6.3.2, §6.4.1).
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

_KEY_TYPES: Mapping[str, str] = {"ES256": "EC", "RS256": "RSA"}
#: How many keys of a foreign set are read: a set beyond that is not a set of signing keys.
_MAX_KEYS = 50


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key that signs with one algorithm."""

    alg: str
    kid: str
    key: ECKey | RSAKey


@dataclass(frozen=True, slots=True)
class HmacKey:
    """A client's secret as the key of HS256: its UTF-8 octets (Core §10.1)."""

    key: OctKey
    alg: str = "HS256"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies."""

    kid: str | None
    kty: str
    alg: str | None
    key: ECKey | RSAKey


class KeyRing:
    """An issuer's keys. The first of each algorithm signs; all are published, so that a rotation overlaps."""

    def __init__(self, signers: Sequence[Signer]) -> None:
        self._signers = tuple(signers)
        self._public = {"keys": [_published(signer) for signer in self._signers]}

    @classmethod
    def generate(cls, algorithms: Sequence[str]) -> KeyRing:
        """New keys, one per algorithm (`ES256`, `RS256`). The kid is the thumbprint of RFC 7638."""
        return cls([_generated(alg) for alg in algorithms])

    @classmethod
    def from_private(cls, jwks: Mapping[str, Any]) -> KeyRing:
        """The keys of a private JWK set. Raises `ValueError` for one that cannot sign."""
        return cls([_signer(document) for document in jwks["keys"]])

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
        return PublicKeys.from_jwks(self._public)


class PublicKeys:
    """Somebody's published keys. Keys that cannot verify a signature of ours are left aside, not refused."""

    def __init__(self, keys: Sequence[PublicKey]) -> None:
        self.keys = tuple(keys)

    @classmethod
    def from_jwks(cls, jwks: Mapping[str, Any]) -> PublicKeys:
        """The signing keys of a JWK set; unknown types, encryption keys and broken members are passed over (RFC 7517 §5)."""
        documents = jwks.get("keys")
        if not isinstance(documents, list):
            return cls([])
        found = (_public_key(document) for document in documents[:_MAX_KEYS] if isinstance(document, Mapping))
        return cls([key for key in found if key is not None])

    def find(self, kid: str | None, alg: str) -> tuple[PublicKey, ...]:
        """The keys that may have signed with *alg*: those named *kid*, or every fitting one when the header names none."""
        kty = _KEY_TYPES.get(alg)
        fitting = tuple(key for key in self.keys if key.kty == kty and key.alg in {None, alg})
        return fitting if kid is None else tuple(key for key in fitting if key.kid == kid)


def secret_key(secret: str) -> HmacKey:
    """*secret* as the key of HS256."""
    return HmacKey(OctKey.import_key(secret.encode()))


def load_or_create(path: Path, algorithms: Sequence[str]) -> KeyRing:
    """The keys kept at *path*, made there at the first start (GR-13: no private key is ever shipped).

    The file is readable by its owner alone and appears whole or not at all, also when two processes start at once.
    """
    try:
        ring = KeyRing.from_private(json.loads(path.read_text("utf-8")))
        for alg in algorithms:
            ring.signer(alg)
    except (FileNotFoundError, LookupError, ValueError):
        return _create(path, algorithms)
    return ring


def _create(path: Path, algorithms: Sequence[str]) -> KeyRing:
    ring = KeyRing.generate(algorithms)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(ring.private(), file)
    try:
        # A link fails where the file exists: whoever was first has made the keys that everybody uses.
        os.link(draft, path)
    except FileExistsError:
        try:
            kept = KeyRing.from_private(json.loads(path.read_text("utf-8")))
            for alg in algorithms:
                kept.signer(alg)
        except (LookupError, ValueError):
            draft.replace(path)
            return ring
        draft.unlink(missing_ok=True)
        return kept
    draft.unlink(missing_ok=True)
    return ring


def _generated(alg: str) -> Signer:
    key: ECKey | RSAKey
    if _KEY_TYPES.get(alg) == "EC":
        key = ECKey.generate_key("P-256", private=True)
    elif _KEY_TYPES.get(alg) == "RSA":
        key = RSAKey.generate_key(2048, private=True)
    else:
        raise ValueError(f"no signing key for the algorithm {alg}")
    return Signer(alg, key.thumbprint(), key)


def _signer(document: Mapping[str, Any]) -> Signer:
    alg = str(document.get("alg"))
    members = {name: value for name, value in document.items() if name not in {"alg", "use", "kid"}}
    try:
        key: ECKey | RSAKey = ECKey.import_key(members) if document.get("kty") == "EC" else RSAKey.import_key(members)
    except (JoseError, KeyError, TypeError) as fault:
        raise ValueError("a key of the file cannot be read") from fault
    if _KEY_TYPES.get(alg) != document.get("kty") or not key.is_private:
        raise ValueError(f"a key of the file does not fit its algorithm {alg}")
    return Signer(alg, str(document.get("kid") or key.thumbprint()), key)


def _marks(signer: Signer) -> dict[str, str]:
    return {"use": "sig", "alg": signer.alg, "kid": signer.kid}


def _published(signer: Signer) -> dict[str, Any]:
    members = signer.key.as_dict(private=False)
    return {name: value for name, value in members.items() if name not in PRIVATE_MEMBERS} | _marks(signer)


def _public_key(document: Mapping[str, Any]) -> PublicKey | None:
    if document.get("use", "sig") != "sig":
        return None
    members = {name: value for name, value in document.items() if name in {"kty", "crv", "x", "y", "n", "e"}}
    kid, alg = document.get("kid"), document.get("alg")
    try:
        if members.get("kty") == "EC" and members.get("crv") == "P-256":
            key: ECKey | RSAKey = ECKey.import_key(members)
        elif members.get("kty") == "RSA":
            key = RSAKey.import_key(members)
        else:
            return None
    except (JoseError, KeyError, TypeError, ValueError):
        return None
    return PublicKey(kid if isinstance(kid, str) else None, str(members["kty"]), alg if isinstance(alg, str) else None, key)
