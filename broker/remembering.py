"""What the hub writes into a person's history: each connection and each agreement, once (contract §6.6)."""

from __future__ import annotations

from broker.accounts.history import Event, Kind, place_of
from broker.journey import Asked, Identified
from broker.parties import IdentityProvider
from broker.ports import Ports
from doublure.exchange import Request

__all__ = ["remember"]


def remember(
    ports: Ports, request: Request, kind: Kind, identified: Identified, provider: IdentityProvider | None, browsing: str
) -> None:
    """Note that *kind* happened now in the journey of *identified*; *browsing* is the session's identification code."""
    asked = identified.asked
    ports.accounts.note(Event(
        account=ports.accounts.account_of(identified.pivot),
        at=ports.clock.now(),
        kind=kind,
        platform=ports.platform.title,
        client_id=asked.client_id,
        service=_service(ports, asked),
        idp=identified.idp,
        provider=(provider.title if provider else "")[:256],
        acr=identified.acr,
        browsing=browsing,
        place=place_of(request.remote),
        scope=" ".join(asked.scope) if kind is not Kind.CONNECTION else "",
    ))


def _service(ports: Ports, asked: Asked) -> str:
    party = ports.registry.relying_party(asked.client_id)
    return party.name if party else asked.client_id
