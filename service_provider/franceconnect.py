"""To FranceConnect and back: leave, return after every check a relying party owes (SEED-10, SEED-18).

Every application of this house logs people in this way; what it makes of somebody who has come back is its own business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from doublure.correlation import Correlation, new_thread, traceparent
from doublure.exchange import Answer, Request, json_answer
from doublure.journal import Journal, Thread, Trail, masked
from doublure.oidc.encryption_keys import DecryptionKeys
from doublure.oidc.relying_party import (
    Arrival,
    ComeBackRefused,
    Departure,
    Memory,
    ProviderUnreachable,
    RelyingParty,
)
from doublure.ports import Ports
from doublure.randomness import Randomness
from doublure.storage.interface import Store
from doublure.storage.shelf import Shelf
from service_provider.login_failure import LoginFailed
from service_provider.registered import Registered
from service_provider.role import keys_of, role_of

__all__ = ["Arrived", "Departed", "FranceConnect"]

#: How long somebody may stay at FranceConnect: as long as a session there.
_AWAY_S = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """Somebody left for FranceConnect: what to remember, from which browser, and the local page she wanted.

    `joining` is the account that she was logged in to and wants to link, if she does.
    """

    memory: Memory
    browser: str
    thread: Thread
    wanted: str = ""
    joining: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """Somebody came back and is believed; `departed` is what she left with."""

    arrival: Arrival
    departed: Departed
    trail: Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class FranceConnect:
    """One application's way there and back. *scope* and *acr_values* are what it asks for; visits are mappings it keeps.

    *keys* open what the hub encrypts.
    """

    party: RelyingParty
    scope: str
    acr_values: str
    store: Store
    departures: Shelf[Departed] = field(repr=False)
    correlation: Correlation
    journal: Journal
    randomness: Randomness
    keys: Callable[[], DecryptionKeys] = field(repr=False)

    @classmethod
    def of(cls, settings: Registered, ports: Ports, slug: str) -> FranceConnect:
        """The way of the application *slug*. Nothing is connected yet."""
        keys = keys_of(ports, slug)
        return cls(
            party=role_of(settings, ports, keys), scope=settings.scope, acr_values=settings.acr_values, store=ports.store,
            departures=Shelf(ports.store, f"{slug}-departure", Departed, _AWAY_S), correlation=Correlation(ports.store),
            journal=Journal(slug, ports.clock, ports.sinks), randomness=ports.randomness, keys=keys,
        )

    def jwks(self, request: Request) -> Answer:
        """What the hub encrypts for (RFC 7517 §5): the address of this is the jwks_uri of the registration."""
        return json_answer(self.keys().public(), 200, ("Cache-Control", "public, max-age=600"), media="application/jwk-set+json")

    def leave(self, visit: MutableMapping[str, Any], *, joining: str = "") -> str:
        """Where to send the browser of *visit*; `visit["wanted"]` is remembered. Raises `LoginFailed`."""
        thread = new_thread(self.randomness, self.party.client_id)
        try:
            departure = self.party.leave(scope=self.scope, acr_values=self.acr_values)
        except ProviderUnreachable:
            raise LoginFailed.unreachable(503) from None
        self._remember(visit, departure, thread, joining)
        return departure.url

    def come_back(self, visit: Mapping[str, Any], request: Request) -> Arrived:
        """Who came back to *visit* with the answer in *request*. Raises `LoginFailed`."""
        departed = self._departed(visit, request)
        thread = departed.thread if departed else self.correlation.find(request.query.get("state") or "")
        trail = self.journal.trail(thread or new_thread(self.randomness), self.party.client_id)
        trail.message("authorization_response", "received", self.party.issuer, _without_secrets(request))
        # Without a departure of this browser nothing can match: the same check as ever says so, and the journal knows.
        memory = departed.memory if departed else self._nobody_s()
        try:
            arrival = self.party.come_back(memory, request.query, trail=trail, traceparent=traceparent(trail.thread))
        except ComeBackRefused as refusal:
            raise LoginFailed.after(refusal) from refusal
        if departed is None:  # an answer to nobody's question cannot match the state above
            raise LoginFailed.not_believed()
        return Arrived(arrival=arrival, departed=departed, trail=trail)

    def _remember(self, visit: MutableMapping[str, Any], departure: Departure, thread: Thread, joining: str) -> None:
        memory = departure.memory
        departed = Departed(memory=memory, browser=visit.setdefault("browser", self.randomness.token()), thread=thread,
                            wanted=visit.get("wanted", ""), joining=joining)
        self.store.batch(self.departures.putting(memory.state, departed), self.correlation.recording(memory.state, thread))
        self.journal.trail(thread, self.party.client_id).message("authorization_request", "sent", self.party.issuer, {
            "client_id": self.party.client_id, "redirect_uri": memory.redirect_uri, "scope": self.scope,
            "acr_values": self.acr_values, "state": masked(memory.state), "nonce": masked(memory.nonce),
        })

    def _departed(self, visit: Mapping[str, Any], request: Request) -> Departed | None:
        """The departure that this answer belongs to, spent; `None` when it was not this browser's (RFC 9700 §4.7)."""
        state, browser = request.query.get("state"), visit.get("browser")
        if not state or not browser:
            return None
        departed = self.departures.get(state)
        if departed is None or departed.browser != browser:
            # Looked at before it is taken: a link with a stranger's state must not end the stranger's login.
            return None
        return self.departures.take(state)

    def _nobody_s(self) -> Memory:
        return Memory(state=self.randomness.token(), nonce=self.randomness.token(), code_verifier=None, acr_values=None,
                      redirect_uri=self.party.redirect_uri)


def _without_secrets(request: Request) -> dict[str, Any]:
    return {name: masked(value) if name in {"code", "state"} else value[:200] for name, value in request.query}
