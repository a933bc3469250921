"""What the hub writes into a person's history: each connection, agreement and data exchange, once (contract §6.6)."""

from __future__ import annotations

from broker.accounts.history import Event, Kind, place_of
from broker.journey import Identified
from broker.parties import IdentityProvider
from broker.ports import Ports
from doublure.exchange import Request
from doublure.oidc.provider.grant import Grant

__all__ = ["remember", "remember_exchange"]


def remember(
    ports: Ports, request: Request, kind: Kind, identified: Identified, provider: IdentityProvider | None, browsing: str
) -> None:
    """Note that *kind* happened now in the journey of *identified*; *browsing* is the session's identification code."""
    asked = identified.asked
    ports.accounts.note(Event(
        account=ports.accounts.account_of(identified.pivot),
        at=ports.clock.now_ms(),
        kind=kind,
        platform=ports.platform.title,
        client_id=asked.client_id,
        service=_service(ports, asked.client_id),
        idp=identified.idp,
        provider=_title(provider),
        acr=identified.acr,
        browsing=browsing,
        place=place_of(request.remote),
        scope=" ".join(asked.scope) if kind is not Kind.CONNECTION else "",
    ))


def remember_exchange(ports: Ports, grant: Grant, scope: str) -> None:
    """Note that a data provider was told what *grant* is good for: *scope*. The person is not there: nobody has a place."""
    memo = grant.memo
    ports.accounts.note(Event(
        account=memo["account"],
        at=ports.clock.now_ms(),
        kind=Kind.DATA_EXCHANGE,
        platform=ports.platform.title,
        client_id=grant.client_id,
        service=_service(ports, grant.client_id),
        idp=memo["idp"],
        provider=_title(ports.registry.identity_provider(memo["idp"])),
        acr=grant.acr or "",
        browsing=memo["browsing"],
        scope=scope,
    ))


def _service(ports: Ports, client_id: str) -> str:
    party = ports.registry.relying_party(client_id)
    return party.name if party else client_id


def _title(provider: IdentityProvider | None) -> str:
    return (provider.title if provider else "")[:256]
