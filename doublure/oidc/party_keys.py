"""What a client publishes: its keys to verify with and to encrypt for, in its registration or behind its `jwks_uri`.

An issuer's keys may be used past their hour when it cannot be reached; a client's may not: it may have withdrawn the one to
encrypt for. So a copy is used for a minute, and a set that cannot be had is a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from doublure.clock import Clock
from doublure.oidc.encryption_keys import EncryptionKeys
from doublure.oidc.fetched import Fetched
from doublure.oidc.public_keys import PublicKeys
from doublure.oidc.wire import Wire, WireError, WireFailed

__all__ = ["PartyKeys", "PartyKeysCache", "PartyKeysInvalid", "PartyKeysSource", "PartyKeysUnreachable"]

#: Seconds a copy is used without asking again.
FRESH_S = 60


class PartyKeysUnreachable(Exception):  # noqa: N818 - an outcome, which an endpoint turns into its refusal
    """The set cannot be had; the message is the kind of failure, without the address."""


class PartyKeysInvalid(PartyKeysUnreachable):
    """What is published is no set of keys."""


@dataclass(frozen=True, slots=True)
class PartyKeys:
    """A client's keys by what they are good for."""

    verifying: PublicKeys
    encrypting: EncryptionKeys

    @classmethod
    def from_jwks(cls, jwks: Mapping[str, Any]) -> PartyKeys:
        """Both kinds of keys in a JWK set."""
        return cls(PublicKeys.from_jwks(jwks), EncryptionKeys.from_jwks(jwks))


class PartyKeysSource(Protocol):
    """Where an issuer gets the keys behind a client's `jwks_uri`."""

    def party_keys(self, uri: str, *, again: bool = False) -> PartyKeys:
        """The keys at *uri*, asked for *again* when what is known does not do. Raises `PartyKeysUnreachable`."""
        ...


class PartyKeysCache:
    """The set at one address. Threads that need it at once share one call; *again* is heard twice a minute at most."""

    def __init__(self, wire: Wire, address: str, clock: Clock) -> None:
        self._wire = wire
        self._address = address
        self._kept: Fetched[PartyKeys] = Fetched(
            self._fetch, clock, (WireError, PartyKeysInvalid), lifetime_s=FRESH_S, outlives_failure=False)

    def get(self, *, again: bool) -> PartyKeys:
        """The keys. Raises `PartyKeysUnreachable`."""
        try:
            return self._kept.renewed() if again else self._kept.get()
        except WireError as fault:
            raise PartyKeysUnreachable(fault.kind) from fault

    def _fetch(self) -> PartyKeys:
        reply = self._wire.get(self._address, {"Accept": "application/jwk-set+json, application/json"})
        if reply.status != 200:
            raise WireFailed(f"status_{reply.status}", self._address)
        document = reply.json_object()
        if document is None or not isinstance(document.get("keys"), list):
            raise PartyKeysInvalid("no_set_of_keys")
        return PartyKeys.from_jwks(document)
