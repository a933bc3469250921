from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doublure.addresses import Address, AddressBook
from doublure.clock import FixedClock
from doublure.mail import CapturedOutbox, captured
from doublure.oidc.seams import Seams
from doublure.personas import People, load_people
from doublure.ports import Ports
from doublure.randomness import SystemRandomness
from doublure.records import Records, open_records
from doublure.storage.opening import open_control, open_store
from doublure.storage.sinks import MemoryRing
from doublure.testing.servers import PostgresServer
from service_provider.accounts.desk import Desk, open_desk
from service_provider.accounts.schema import Base
from service_provider.app import create_app, house_of
from service_provider.settings import ServiceSettings, load_settings
from tests.service_provider.little_hub import LittleHub
from tests.service_provider.page import Page

CONFIG = Path(__file__).parents[2] / "config"
#: 2026-11-23T09:00:00Z, the reference date of the personas.
NOW = 1795424400
_databases = itertools.count(1)
ORIGIN = "http://localhost:4410"


def settings_with(**changes: Any) -> ServiceSettings:
    return load_settings(CONFIG).model_copy(update={"password_hashing": "cheapest", **changes})


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def people() -> People:
    return load_people(CONFIG / "personas.toml", today=date(2026, 11, 23))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    url = f"sqlite:///{tmp_path / 'mcf.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").database(f"mcf_{next(_databases)}")
    opened = open_records(url, migrations="service_provider.migrations", base=Base)
    yield opened
    opened.close()


@pytest.fixture
def desk(records: Records, clock: FixedClock) -> Desk:
    return open_desk(settings_with(), records, clock, SystemRandomness())


class Site:
    """moncompteformation with everything around it in memory, a hub to come from, and a browser."""

    def __init__(self, tmp_path: Path, people: People, clock: FixedClock, hub: LittleHub, **changes: Any) -> None:
        self.clock, self.hub = clock, hub
        self.journal = MemoryRing()
        self.store = open_store("memory:", clock=clock)
        self.control = open_control("memory:", clock=clock)
        book = AddressBook.local().applications | {"hub": Address(hub.origin, hub.origin)}
        self.app = create_app(settings_with(**changes), Ports(
            addresses=AddressBook(book), store=self.store, control=self.control, clock=clock, randomness=SystemRandomness(),
            sinks=(self.journal,), outbox=CapturedOutbox(self.control, clock), state=tmp_path, config=CONFIG,
            people=lambda: people, seams=Seams(), records_url=f"sqlite:///{tmp_path / 'mcf.db'}",
        ))
        self.house = house_of(self.app)
        self.browser = self.another_browser()

    def another_browser(self) -> Browser:
        return Browser(self)

    def mail(self, to: str | None = None) -> list[dict[str, Any]]:
        return captured(self.control, to)


class Browser:
    """A browser without JavaScript: it follows our redirects, reads the page and submits the form that is there."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.client = site.app.test_client()
        self.page = Page("", "", 0)

    def get(self, path: str, **options: Any) -> Page:
        return self._rest(self.client.get(path, base_url=ORIGIN, **options), options.get("headers"))

    def post(self, path: str, fields: dict[str, str]) -> Page:
        return self._rest(self.client.post(path, data=fields, base_url=ORIGIN))

    def submit(self, button: str | None = None, **fields: str | None) -> Page:
        """Fill in *fields* and press the button with that `data-testid`; a field that is `None` is left out."""
        form = self.page.form()
        typed = {**form.fields, **(form.button(button) if button else {}), **fields}
        return self.post(form.action or self.page.path, {name: value for name, value in typed.items() if value is not None})

    def to_franceconnect(self) -> str:
        """Press « S'identifier avec FranceConnect »: the address that the browser is sent to."""
        return self.client.get("/franceconnect/login", base_url=ORIGIN).headers["Location"]

    def franceconnect(self, **changes: str | None) -> Page:
        """Go to FranceConnect and come back with its answer, changed in the given points."""
        return self.get("/franceconnect/callback", query_string=self.site.hub.answer(self.to_franceconnect(), **changes))

    def cookie(self) -> str | None:
        found = self.client.get_cookie("moncompteformation_session", domain="localhost")
        return None if found is None else found.value

    def _rest(self, response: Any, headers: Any = None) -> Page:
        for _ in range(5):
            location = response.headers.get("Location", "")
            if response.status_code != 303 or not location.startswith("/"):
                break
            response = self.client.get(location, base_url=ORIGIN, headers=headers)
        self.page = Page(response.request.path, response.get_data(as_text=True), response.status_code,
                         response.headers.get("Location", ""), dict(response.headers))
        return self.page


@pytest.fixture
def hub(clock: FixedClock) -> Iterator[LittleHub]:
    little = LittleHub(clock)
    yield little
    little.close()


@pytest.fixture
def open_site(tmp_path: Path, people: People, clock: FixedClock, hub: LittleHub) -> Iterator[Callable[..., Site]]:
    opened: list[Site] = []

    def open_one(**changes: Any) -> Site:
        opened.append(Site(tmp_path, people, clock, hub, **changes))
        return opened[-1]

    yield open_one
    for site in opened:
        site.house.records.close()


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site()
