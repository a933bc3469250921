"""One fake as its pages and endpoints see it: the plugin, its settings, the provider role, and what it may reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from doublure.clock import Clock
from doublure.correlation import Correlation
from doublure.exchange import Answer, Request
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.grants import Grant
from doublure.oidc.provider.provider import Provider
from doublure.personas import People
from doublure.randomness import Randomness
from doublure.storage.interface import Store
from doublure.storage.shelf import Shelf
from identity_providers.pending import Pending
from identity_providers.plugin import Plugin
from identity_providers.release import claims_for
from identity_providers.settings import ProviderSettings
from identity_providers.throttle import Throttle

__all__ = ["Fake", "OnlyClient", "Pages", "Says"]


class Pages(Protocol):
    """Renders a template in the language of the request."""

    def html(self, template: str, request: Request, *, status: int = 200, **context: object) -> Answer:
        """The page as an answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fake:
    """A fake identity provider. `pending` keeps authorization requests by login identifier."""

    plugin: Plugin
    settings: ProviderSettings
    provider: Provider
    people: Callable[[], People]
    pages: Pages
    store: Store
    pending: Shelf[Pending]
    throttle: Throttle
    correlation: Correlation
    clock: Clock
    randomness: Randomness


@dataclass(frozen=True, slots=True)
class OnlyClient:
    """The directory of a provider that has one client: the hub."""

    client: Client

    def find(self, client_id: str) -> Client | None:
        """The hub, or nobody."""
        return self.client if client_id == self.client.client_id else None


class Says:
    """What a fake adds to the protocol: methods in the ID token, the person at userinfo and nowhere else."""

    def id_token_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        """`amr` (RFC 8176)."""
        return {"amr": list(grant.amr)}

    def userinfo_claims(self, grant: Grant, client: Client) -> Mapping[str, Any]:
        """What the granted scope releases of the identity as this provider spells it."""
        return claims_for(grant.scope, grant.memo["identity"])
