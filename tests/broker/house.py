"""The hub and two fakes on real sockets, all on one clock that the test moves; a relying party that the test plays."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from broker.accounts.book import Accounts
from broker.app import ports_of
from broker.registry import CLIENTS, PROVIDERS
from doublure.addresses import OFFSETS, AddressBook
from doublure.census import Census
from doublure.clock import FixedClock
from doublure.mail import CapturedOutbox
from doublure.oidc.seams import Seams
from doublure.ports import Ports
from doublure.randomness import SystemRandomness
from doublure.settings import config_folder
from doublure.storage import open_control, open_store
from doublure.storage.sinks import MemoryRing
from doublure.testing.pages import Page
from doublure.testing.person import Person
from simulator.applications import APPLICATIONS
from simulator.listener import Listener
from simulator.registry.app import create_app as registry_app
from simulator.sockets import listen_all

SECRET = "sandbox-secret-for-local-use-only-0123456789"
CALLBACK = "http://localhost:3000/callback"
REFERENCE_DATE = 1_795_424_400  # 2026-11-23T09:00:00Z
NONCE = "n" * 32
STATE = "state-of-a-test-0123456789"
FACTS = ("given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry")
UIDS = {
    "impots": "3f1ad1a3-5d0c-4d27-9b0e-0c1f6a2b7e01",
    "ameli": "7c8d0f52-9e1b-4a6f-8a3d-2b4c6e8f1a02",
    "laposte": "a1b2c3d4-6e7f-4890-9abc-3d5e7f9a1b03",
    "alicem": "0819a2b3-4c5d-4e6f-8071-6b8c0d2e4f06",
}


class House:
    """A hub, *others*, the registry; `store_url` picks their store, `hubs` how many workers the hub has, `without` who is down.

    The journal goes to `ring`, unless nobody is to be `watching`; `acr` is the level that is asked for.
    """

    def __init__(self, state: Path, store_url: str = "memory:", hubs: int = 1, records_url: str = "",
                 without: tuple[str, ...] = (), *, watching: bool = True, hub: str = "hub",
                 others: tuple[str, ...] = ("impots", "ameli"), platform: str = "franceconnect", acr: str = "eidas1") -> None:
        self.platform, self.acr = platform, acr
        slugs = (hub, *others, "registry")
        sockets = listen_all(dict.fromkeys(slugs[1:], 0))
        workers = shared_port(hubs)
        sockets[hub] = [workers[0]]
        taken = {slug: each[0].getsockname()[1] for slug, each in sockets.items()}
        self.clock = FixedClock(REFERENCE_DATE)
        self.addresses = AddressBook.on_ports({slug: 4400 + offset for slug, offset in OFFSETS.items()} | taken)
        self.control = open_control(store_url, clock=self.clock)
        self.ring = MemoryRing()
        config = config_folder()
        self.ports = Ports(
            addresses=self.addresses, store=open_store(store_url, clock=self.clock), control=self.control, clock=self.clock,
            randomness=SystemRandomness(), sinks=(self.ring,) if watching else (),
            outbox=CapturedOutbox(self.control, self.clock), state=state, config=config,
            people=Census(config, self.control, self.clock), seams=Seams(),
            records_url=records_url or f"sqlite:///{state}/hub.db",
        )
        self.hub = self.addresses.public(hub) + "/api/v2"
        made = {slug: APPLICATIONS[slug].make(replace(self.ports)) for slug in slugs if slug != "registry"}
        # An ordered delay must not outlive its test.
        self._over = threading.Event()
        made["registry"] = registry_app(self.ports, pause=self._over.wait)
        self._listeners = [Listener(slug, made[slug], sockets[slug]) for slug in slugs if slug not in without]
        for slug in without:
            for sock in sockets[slug]:
                sock.close()
        self.hubs = [made[hub]]
        # Further hubs share nothing with the first but the port, the store and the database, as processes would.
        for sock in workers[1:]:
            self.hubs.append(APPLICATIONS[hub].make(self._of_its_own(store_url)))
            self._listeners.append(Listener(hub, self.hubs[-1], [sock]))
        for listener in self._listeners:
            listener.start()

    def _of_its_own(self, store_url: str) -> Ports:
        control = open_control(store_url, clock=self.clock)
        return replace(self.ports, store=open_store(store_url, clock=self.clock), control=control,
                       people=Census(config_folder(), control, self.clock), outbox=CapturedOutbox(control, self.clock))

    def stop(self) -> None:
        self._over.set()
        for listener in self._listeners:
            listener.stop()
        for hub in self.hubs:
            ports_of(hub).accounts.close()

    @property
    def accounts(self) -> Accounts:
        """What the hub keeps of persons; what a worker is about to write is written."""
        for hub in self.hubs:
            ports_of(hub).accounts.settle()
        return ports_of(self.hubs[0]).accounts

    def register(self, **fields: Any) -> dict[str, Any]:
        """Register a relying party at run time, as the control API does."""
        document = {
            "platform": self.platform, "client_secret": SECRET, "client_name": "Service d'essai", "redirect_uris": [CALLBACK],
            "scope": "openid identite_pivot email profile birth preferred_username idp_id idp_birthdate given_name", **fields,
        }
        self.control.set(CLIENTS, f"{document['platform']}/{document['client_id']}", json.dumps(document).encode())
        return document

    def reshape(self, slug: str, **fields: Any) -> None:
        """Change the hub's registration of a provider at run time."""
        raw = self.control.get(PROVIDERS, UIDS[slug])
        if raw is None:
            from broker.settings import load_settings

            settings = load_settings(config_folder(), self.addresses)
            document = next(each.document() for each in settings.identity_providers if each.slug == slug)
        else:
            document = json.loads(raw)
        self.control.set(PROVIDERS, UIDS[slug], json.dumps(document | fields).encode())

    def inscribe(self, identity: Mapping[str, Any]) -> None:
        """Have the civil registry know who has the claims of *identity*, and nobody else of that login."""
        facts = {name: identity.get(name) or "" for name in FACTS}
        Census(config_folder(), self.control, self.clock).put("stranger", facts)

    def forget(self) -> None:
        """Back to the configuration."""
        self.control.wipe()
        self.ports.store.wipe()
        self.accounts.wipe()
        self.clock.seconds = REFERENCE_DATE


def shared_port(count: int) -> list[socket.socket]:
    """*count* listening sockets on one free port: the system deals the connections out among them."""
    opened: list[socket.socket] = []
    for _ in range(count):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind(("127.0.0.1", opened[0].getsockname()[1] if opened else 0))
        sock.listen(128)
        opened.append(sock)
    return opened


class Visitor(Person):
    """A person whose relying party is the test: the walk stops at its address."""

    def __init__(self, house: House) -> None:
        super().__init__(stop_at=("http://localhost:3000/", "http://localhost:4242/"))
        self.house = house

    def asks(self, without: str | None = None, method: str = "GET", **changed: str | None) -> Page:
        """The authorization request of `sandbox`, with parameters *changed*, and one left out."""
        parameters = {
            "client_id": "sandbox", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid identite_pivot email",
            "acr_values": self.house.acr, "nonce": NONCE, "state": STATE,
        }
        parameters |= {name: value for name, value in changed.items() if value is not None}
        parameters.pop(without or "", None)
        for name, value in changed.items():
            if value is None:
                parameters.pop(name, None)
        query = urlencode(parameters)
        if method == "POST":
            return self._follow("POST", self.house.hub + "/authorize", query)
        return self.opens(f"{self.house.hub}/authorize?{query}")

    def proves(self, idp: str = "impots", login: str = "bruno") -> Page:
        """Choose *idp*, log in there as *login*; ends on the confirmation page when all is well."""
        self.presses(f"idp-{idp}")
        return self.presses("login-submit", {"identifier": login, "password": "123"})

    def arrives(self, idp: str = "impots", login: str = "bruno", **changed: str | None) -> dict[str, str]:
        """A whole login: what the relying party receives at its redirect URI."""
        self.asks(**changed)
        self.proves(idp, login)
        self.presses("consent-continue")
        return self.answer()

    def answer(self) -> dict[str, str]:
        """The parameters at the relying party's address."""
        page = self._here()
        assert page.url.startswith(self.stop_at), f"{page.url} ({page.status}): {page.said('error-code')} {page.title}"
        return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query, keep_blank_values=True).items()}


class Backend:
    """The relying party's server."""

    def __init__(self, house: House, client_id: str = "sandbox", secret: str = SECRET) -> None:
        self.house, self.client_id, self.secret = house, client_id, secret
        self._person = Person()

    def redeems(self, code: str, **changed: str | None) -> Page:
        """The token request of this client, with fields *changed* (`None` leaves one out)."""
        fields: dict[str, str | None] = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "client_id": self.client_id,
            "client_secret": self.secret, **changed,
        }
        return self.posts("/token", {name: value for name, value in fields.items() if value is not None})

    def posts(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Page:
        return self._person.request("POST", self.house.hub + path, urlencode(fields), headers)

    def reads(self, access_token: str | None, path: str = "/userinfo", **headers: str) -> Page:
        sent = {"Accept": "application/json", **headers}
        if access_token is not None:
            sent["Authorization"] = f"Bearer {access_token}"
        return self._person.request("GET", self.house.hub + path, None, sent)


def json_of(page: Page) -> dict[str, Any]:
    """The page as a JSON object."""
    with suppress(ValueError):
        found = json.loads(page.body)
        if isinstance(found, dict):
            return found
    raise AssertionError(f"no JSON object: {page.status} {page.text[:200]}")


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a token, unverified: the strangers verify."""
    return _part(token, 1)


def header_of(token: str) -> dict[str, Any]:
    """The header of a token."""
    return _part(token, 0)


def _part(token: str, index: int) -> dict[str, Any]:
    part = token.split(".")[index]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
