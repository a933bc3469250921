"""What the pages of the dashboard work with, wired once from settings and ports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from doublure.clock import Clock
from doublure.oidc.relying_party import RelyingParty
from doublure.ports import Ports
from doublure.randomness import Randomness
from doublure.storage.interface import Store
from doublure.web.pages import Pages
from service_provider.dashboard.accounts import Accounts
from service_provider.dashboard.letters import Letters
from service_provider.dashboard.settings import SLUG, DashboardSettings
from service_provider.franceconnect import FranceConnect

__all__ = ["House", "furnished"]

_HERE = Path(__file__).parent
_NAME = "Tableau de bord"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Settings, rooms and ports. `origin` is the application's public address, `logout_uri` where the hub returns."""

    settings: DashboardSettings
    origin: str
    logout_uri: str
    store: Store
    party: RelyingParty
    franceconnect: FranceConnect
    accounts: Accounts
    pages: Pages
    letters: Letters
    clock: Clock
    randomness: Randomness


def furnished(settings: DashboardSettings, ports: Ports) -> House:
    """The house on *ports*. Nothing is connected yet."""
    addresses = ports.addresses
    franceconnect = FranceConnect.of(settings, ports, SLUG)
    party = franceconnect.party
    # The house's own catalogue has the sentences of a login that failed.
    pages = Pages([_HERE / "templates"], [_HERE.parent / "locale", _HERE / "locale"], _NAME, SLUG)
    origin = addresses.public(SLUG)
    return House(
        settings=settings, origin=origin, logout_uri=addresses.resolve(settings.post_logout_redirect_uri), store=ports.store,
        party=party, franceconnect=franceconnect, accounts=Accounts(party.wire, addresses.resolve(settings.accounts)),
        pages=pages, letters=Letters(pages, ports.outbox, origin), clock=ports.clock, randomness=ports.randomness,
    )
