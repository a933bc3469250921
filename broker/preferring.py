"""A person changes which identity providers she lets in: what must not be, and what has changed (contract §6.7)."""

from __future__ import annotations

from typing import Any

from broker.accounts.access import AccountAccess
from broker.errors.accounts import CurrentProviderKept, OneProviderAtLeast, ProviderUnknownToAll
from broker.parties import IdentityProvider
from broker.ports import Ports

__all__ = ["judge", "offered", "record"]


def offered(ports: Ports) -> tuple[IdentityProvider, ...]:
    """The providers she chooses among: those that the choice page displays."""
    return tuple(provider for provider in ports.registry.identity_providers() if provider.display)


def judge(ports: Ports, access: AccountAccess, allowed: frozenset[str]) -> None:
    """Refuse a choice that names strangers, leaves nobody, or shuts out the provider she came through."""
    if not allowed <= {provider.uid for provider in ports.registry.identity_providers()}:
        raise ProviderUnknownToAll
    if not allowed:
        raise OneProviderAtLeast
    if access.idp in {provider.uid for provider in offered(ports)} - allowed:
        raise CurrentProviderKept


def record(ports: Ports, access: AccountAccess, allowed: frozenset[str], *, allow_future: bool) -> dict[str, Any]:
    """Keep her choice. Gives `allow_future`, `future_changed`, and the providers whose state `changed`, for the mail about it."""
    providers, shown = ports.registry.identity_providers(), offered(ports)
    before = ports.accounts.preferences(access.account)
    chosen = before.choosing(allowed, allow_future=allow_future, known=[provider.uid for provider in providers],
                             shown={provider.uid for provider in shown})
    changed = [provider for provider in shown if before.blocks(provider.uid) is not chosen.blocks(provider.uid)]
    future_changed = before.exclude_list is not chosen.exclude_list
    if chosen != before:
        ports.accounts.choose(access.account, chosen)
    trail = ports.trail(access.thread, ports.accounts.settings.dashboard)
    trail.event("UPDATED_USER_PREFERENCES", providers=len(changed), future_changed=future_changed)
    if future_changed:
        trail.event("UPDATED_USER_PREFERENCES_FUTURE_IDP", allowed=allow_future)
    for provider in changed:
        trail.event("UPDATED_USER_PREFERENCES_IDP", idp=provider.slug, allowed=not chosen.blocks(provider.uid))
    return {
        "allow_future": allow_future, "future_changed": future_changed,
        "changed": [{"uid": provider.uid, "title": provider.title, "allowed": not chosen.blocks(provider.uid)}
                    for provider in changed],
    }
