"""Leaving for an identity provider: shared by the choice a person makes and the hint a relying party gives."""

from __future__ import annotations

import hashlib
from urllib.parse import parse_qsl, urlsplit

from broker.errors.returning import ProviderExcluded, ProviderInactive, ProviderUnknown
from broker.journey import Asked, Sent
from broker.levels import asked_of
from broker.parties import IdentityProvider
from broker.ports import Ports
from broker.scenario import carrying, cast
from broker.visit import Visit
from doublure.oidc.provider.masking import masked_form
from doublure.storage.interface import Operation, tag_of

__all__ = ["departure_mark", "leave_for", "may_leave"]


def may_leave(ports: Ports, asked: Asked, uid: str) -> IdentityProvider:
    """The provider *uid* if this journey may go there. Order and codes: contract §5.1."""
    provider = ports.registry.identity_provider(uid)
    if provider is None:
        raise ProviderUnknown
    party = ports.registry.relying_party(asked.client_id)
    if party is None or not party.meets(provider):
        raise ProviderExcluded
    if not provider.active:
        raise ProviderInactive
    return provider


def leave_for(
    ports: Ports, asked: Asked, provider: IdentityProvider, *, armed: bool
) -> tuple[Sent, str, tuple[Operation, ...]]:
    """The stage, the address to go to, and the notes that let other houses join the journal of this journey.

    *armed* says whether a scenario may have been armed: only then is one looked for, now that the provider is known.
    """
    if armed:
        asked = cast(ports, asked, provider.slug)
    url, departure = ports.connector.leave(
        provider,
        scope=ports.platform.identity_provider_scope,
        acr=asked_of(asked.acr, provider.allowed_acr),
        tag=tag_of(asked.uid),
        login_hint=asked.login_hint,
    )
    trail = ports.trail(asked.thread, asked.client_id)
    trail.event("IDP_CHOSEN", idp=provider.slug)
    if trail.watched:
        trail.message("authorization_request", "sent", provider.slug, masked_form(parse_qsl(urlsplit(url).query)))
    sent = Sent(asked=asked, idp=provider.uid, departure=departure)
    notes: tuple[Operation, ...] = (ports.correlation.recording(departure.state, asked.thread),)
    if armed:
        notes += (carrying(ports, asked, provider.slug),)
    return sent, url, notes


def departure_mark(visit: Visit, state: str) -> str:
    """Under which identifier the single return of *state* is marked.

    It depends on the browser's secret too: a return presented by another browser can then not spend this one's.
    """
    return tag_of(state) + hashlib.sha256(f"{visit.secret}|{state}".encode()).hexdigest()
