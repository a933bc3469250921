"""One fake as its pages and endpoints see it: the plugin, its settings, the provider role, and what it may reach."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from doublure.clock import Clock
from doublure.correlation import Correlation
from doublure.exchange import Answer, Request
from doublure.mail import Outbox
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.grants import Grant
from doublure.oidc.provider.provider import Provider
from doublure.personas import People
from doublure.randomness import Randomness
from doublure.storage.interface import Store
from doublure.storage.shelf import Shelf
from identity_providers.pending import Pending
from identity_providers.phone.desk import Desk
from identity_providers.plugin import Plugin
from identity_providers.realistic import Mode, Realistic, realistic_of
from identity_providers.release import claims_for
from identity_providers.settings import ProviderSettings
from identity_providers.throttle import Throttle

__all__ = ["Fake", "OnlyClient", "Pages", "Says"]


class Pages(Protocol):
    """Renders a template in the language of the request."""

    def html(self, template: str, request: Request, *, status: int = 200, **context: object) -> Answer:
        """The page as an answer."""
        ...

    def fragment(self, template: str, language: str = "fr", **context: object) -> str:
        """The body of a letter."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fake:
    """A fake identity provider. `pending` keeps authorization requests by login identifier; `telephone` is the phones' origin."""

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
    phones: Desk
    outbox: Outbox
    telephone: str

    @property
    def realistic(self) -> Realistic | None:
        """What the plugin says of mode `realistic`; `None` when it does not offer it."""
        return realistic_of(self.plugin)

    def levels(self, mode: Mode) -> tuple[str, ...]:
        """The levels that a login in *mode* may reach."""
        return (self.settings.realistic.levels if mode == "realistic" else None) or self.settings.levels

    def amr(self, mode: Mode, *, second_step: bool = False) -> tuple[str, ...]:
        """The methods of a login in *mode* (RFC 8176), with or without the second step."""
        if mode == "seed":
            return self.plugin.amr
        table = self.settings.realistic
        return tuple(dict.fromkeys(table.amr + (table.amr_second_step if second_step else ())))


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
