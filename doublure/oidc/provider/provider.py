"""One issuer in the role of OpenID provider: what its endpoints need, and the two questions only a house can answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from doublure.clock import Clock
from doublure.journal import Journal, Thread, Trail
from doublure.oidc.errors import ProtocolError
from doublure.oidc.keys import KeyRing, PublicKeys, Signer
from doublure.oidc.party_keys import PartyKeys, PartyKeysSource, PartyKeysUnreachable
from doublure.oidc.provider.clients import Client, ClientDirectory
from doublure.oidc.provider.grants import Grant, Grants
from doublure.oidc.seams import Message, Passage, Seams
from doublure.randomness import Randomness

__all__ = ["Bare", "Policy", "Provider"]


class Keys(Protocol):
    """What signs and what verifies: a `KeyRing`, or one that is rotated while it is used."""

    def signer(self, alg: str) -> Signer:
        """See `KeyRing.signer`."""
        ...

    def verifying(self) -> PublicKeys:
        """See `KeyRing.verifying`."""
        ...

    def fresh(self) -> KeyRing:
        """The keys as of now, to publish."""
        ...


class Policy(Protocol):
    """What a house adds to what the protocol itself says."""

    def id_token_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        """Claims of the ID token besides sub, aud, iss, iat, exp, nonce, auth_time and acr."""
        ...

    def userinfo_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        """Claims of the person that the grant releases, without `sub`."""
        ...


class Bare:
    """The policy that adds nothing."""

    def id_token_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        """Nothing more."""
        return {}

    def userinfo_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        """Nothing but the sub."""
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An issuer.

    `issuer` without trailing slash; `token_endpoint` is what a client assertion may name as its audience; `id_token_s` is the
    life of an ID token in seconds (codes, tokens and grants have theirs in `grants`); `error_uri` gives the page that explains a
    refusal (RFC 6749 §5.2), `on_refusal` is told of each that goes to a client's server; `party_keys` gets the keys behind a
    client's `jwks_uri`; without it there are none.
    """

    issuer: str
    token_endpoint: str
    keys: Keys
    clients: ClientDirectory
    grants: Grants
    clock: Clock
    randomness: Randomness
    journal: Journal
    policy: Policy = field(default_factory=Bare)
    seams: Seams = field(default_factory=Seams)
    id_token_s: int = 60
    error_uri: Callable[[ProtocolError], str] | None = None
    on_refusal: Callable[[ProtocolError, Trail], None] | None = None
    party_keys: PartyKeysSource | None = None

    def at(self, clock: Clock) -> Provider:
        """The same issuer at another time."""
        return replace(self, clock=clock, grants=self.grants.at(clock))

    def client(self, client_id: str | None) -> Client | None:
        """The active client registered as *client_id*, or `None`."""
        client = self.clients.find(client_id) if client_id else None
        return client if client is not None and client.active else None

    def keys_of(self, client: Client, *, again: bool = False) -> PartyKeys | None:
        """The keys that *client* published, `None` when it is registered without any. Raises `PartyKeysUnreachable`."""
        if client.jwks is not None:
            return client.own_keys
        if client.jwks_uri is None:
            return None
        if self.party_keys is None:
            raise PartyKeysUnreachable("not_asked_for")
        return self.party_keys.party_keys(client.jwks_uri, again=again)

    def thread(self) -> Thread:
        """A thread for a call that belongs to no known journey."""
        return Thread(trace=self.randomness.hex(32))

    def trail(self, thread: Thread, client_id: str | None = None) -> Trail:
        """The journal of one journey at this issuer."""
        return self.journal.trail(thread, client_id)

    def refused(self, error: ProtocolError, trail: Trail) -> None:
        """A client's server is told *error* in the journey of *trail*."""
        if self.on_refusal is not None:
            self.on_refusal(error, trail)

    def passage(self, message: Message, thread: Thread | None = None, client_id: str | None = None) -> Passage:
        """The way of one outgoing message through the seams."""
        return Passage(message=message, issuer=self.issuer, client_id=client_id, thread=thread)
