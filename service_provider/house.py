"""What the pages of moncompteformation work with, wired once from settings and ports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from doublure.clock import Clock
from doublure.oidc.relying_party import RelyingParty
from doublure.personas import People
from doublure.ports import Ports
from doublure.randomness import Randomness
from doublure.records import Records, open_records
from doublure.storage.interface import Store
from doublure.storage.shelf import Shelf
from doublure.web.pages import Pages
from service_provider.accounts.desk import Desk, open_desk
from service_provider.accounts.schema import Base
from service_provider.franceconnect import FranceConnect
from service_provider.letters import Letters
from service_provider.registration.draft import Draft
from service_provider.registration.judgement import Circumstances
from service_provider.rules.eligibility import french_date
from service_provider.settings import SLUG, ServiceSettings
from service_provider.towns import Towns

__all__ = ["SLUG", "House", "furnished"]

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Settings, rooms and ports. `origin` is the application's public address, `logout_uri` where the hub returns."""

    settings: ServiceSettings
    origin: str
    logout_uri: str
    store: Store
    records: Records
    desk: Desk
    party: RelyingParty
    franceconnect: FranceConnect
    pages: Pages
    towns: Towns
    people: Callable[[], People]
    drafts: Shelf[Draft]
    letters: Letters
    clock: Clock
    randomness: Randomness

    def circumstances(self) -> Circumstances:
        """What the steps of the registration need to know now: the date is that of France."""
        return Circumstances(settings=self.settings, today=french_date(self.clock.now()), people=self.people(), towns=self.towns)

    def ready(self) -> None:
        """Return when store and database answer, raise otherwise."""
        self.store.ping()
        self.records.ping()

    def reset(self) -> None:
        """Back to the accounts that exist from the start."""
        self.records.wipe()
        self.desk.seed(self.people())


def furnished(settings: ServiceSettings, ports: Ports) -> House:
    """The house on *ports*: opens the database and makes the accounts that exist from the start."""
    addresses = ports.addresses
    records = open_records(ports.records_url, migrations="service_provider.migrations", base=Base, schemas=ports.schemas)
    desk = open_desk(settings, records, ports.clock, ports.randomness)
    desk.seed(ports.people())
    franceconnect = FranceConnect.of(settings, ports, SLUG)
    pages = Pages([_HERE / "templates"], [_HERE / "locale"], "Mon Compte Formation", SLUG)
    origin = addresses.public(SLUG)
    return House(
        settings=settings, origin=origin, logout_uri=addresses.resolve(settings.post_logout_redirect_uri), store=ports.store,
        records=records, desk=desk, party=franceconnect.party, franceconnect=franceconnect, pages=pages, towns=Towns(),
        people=ports.people,
        drafts=Shelf(ports.store, "registration", Draft, settings.session_lifetime),
        letters=Letters(pages, ports.outbox, origin, SLUG), clock=ports.clock, randomness=ports.randomness,
    )
