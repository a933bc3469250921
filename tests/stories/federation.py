"""Every application in this process, on free ports, as `doublure up` starts them; and the relying party a test plays."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from doublure.dialling import Dialler
from doublure.testing.control import ControlApi, Reply
from doublure.testing.pages import Page
from doublure.testing.person import Person
from doublure.testing.wire import send
from simulator.launcher import Plan, Running, launch

CONFIG = Path(__file__).resolve().parents[2] / "config"
CALLBACK = "http://localhost:3000/callback"
SANDBOX_SECRET = "sandbox-secret-for-local-use-only-0123456789"

#: The six in the order of the founding document (SEED-12).
THE_SIX = ("impots", "ameli", "laposte", "mobileconnect", "msa", "alicem")


@dataclass(frozen=True, slots=True)
class Federation:
    """A running simulator, and the folder in which it keeps keys and databases."""

    running: Running
    state: Path

    @property
    def dialler(self) -> Dialler:
        """How its applications are reached and believed."""
        return Dialler(self.running.authorities)

    def public(self, slug: str) -> str:
        """The origin of an application."""
        return self.running.addresses.public(slug)

    @property
    def issuer(self) -> str:
        """The hub's issuer."""
        return self.public("hub") + "/api/v2"

    @property
    def api(self) -> ControlApi:
        """The control API."""
        return ControlApi(self.running.addresses.internal("console"), self.public("console"),
                          authorities=self.running.authorities)

    def service(self, client_id: str = "sandbox", secret: str = SANDBOX_SECRET, callback: str = CALLBACK) -> Service:
        """The relying party *client_id*, played by the test."""
        return Service(self.issuer, client_id, secret, callback, dialler=self.dialler)


@contextmanager
def running_federation(state: Path, *, config: Path = CONFIG, store: str = "memory:",
                       only: tuple[str, ...] = (), tls: bool = False, hosts: bool = False) -> Iterator[Federation]:
    """Start everything, stop everything."""
    running = launch(Plan(config=config, state=state, base_port=0, store=store, only=only, tls=tls, hosts=hosts))
    try:
        yield Federation(running, state)
    finally:
        running.stop()


@dataclass(frozen=True, slots=True)
class Question:
    """One authorization request."""

    parameters: dict[str, str]
    url: str

    @property
    def state(self) -> str:
        return self.parameters["state"]

    @property
    def nonce(self) -> str:
        return self.parameters["nonce"]


@dataclass(frozen=True, slots=True)
class Service:
    """A relying party in plain sight: nothing is checked for the test, everything can be sent wrong."""

    issuer: str
    client_id: str
    secret: str
    callback: str
    scope: str = "openid identite_pivot preferred_username email"
    extra: dict[str, str] = field(default_factory=dict)
    dialler: Dialler = field(default_factory=Dialler)

    def asks(self, **changes: str | None) -> Question:
        """An authorization request, with *changes*; `None` leaves a parameter out."""
        usual: dict[str, str | None] = {
            "client_id": self.client_id, "response_type": "code", "redirect_uri": self.callback, "scope": self.scope,
            "acr_values": "eidas1", "state": secrets.token_urlsafe(32), "nonce": secrets.token_urlsafe(32), **self.extra,
        }
        parameters = {name: value for name, value in (usual | changes).items() if value is not None}
        return Question(parameters, f"{self.issuer}/authorize?{urlencode(parameters)}")

    def redeems(self, code: str, **changes: str) -> Reply:
        """The answer of the token endpoint."""
        return send("POST", f"{self.issuer}/token", form={
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.callback, "client_id": self.client_id,
            "client_secret": self.secret, **changes,
        }, dialler=self.dialler)

    def reads(self, access_token: str) -> Reply:
        """The answer of userinfo."""
        return send("GET", f"{self.issuer}/userinfo", headers={"Authorization": f"Bearer {access_token}"},
                    dialler=self.dialler)

    def person(self, language: str = "fr") -> Person:
        """A browser whose walk ends at this service's door."""
        return Person(language=language, stop_at=(self.callback.rsplit("/", 1)[0] + "/",), dialler=self.dialler)

    def knows(self, person: Person, question: Question) -> Known:
        """Everything this service learns once *person* has come back with a code."""
        answer = person.query()
        assert answer.get("state") == question.state, answer
        assert answer["iss"] == self.issuer
        tokens = self.redeems(answer["code"])
        assert tokens.status == 200, tokens.text
        told = self.reads(tokens.json["access_token"])
        assert told.status == 200, told.text
        return Known(answer["code"], tokens.json, payload(tokens.json["id_token"]), payload(told.text))


@dataclass(frozen=True, slots=True)
class Known:
    """What a service knows after a login: the code it redeemed, the token response, ID token and userinfo read."""

    code: str
    tokens: dict[str, Any]
    id_token: dict[str, Any]
    userinfo: dict[str, Any]


def header(jwt: str) -> dict[str, Any]:
    """The header of a JWT."""
    return _part(jwt, 0)


def payload(jwt: str) -> dict[str, Any]:
    """The claims of a JWT, its signature not looked at."""
    return _part(jwt, 1)


def _part(jwt: str, number: int) -> dict[str, Any]:
    part = jwt.split(".")[number]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def log_in(person: Person, login: str = "bruno", password: str = "123") -> Page:
    """Fill in the form of an identity provider and send it."""
    return person.presses("login-submit", {"identifier": login, "password": password})


def through(person: Person, idp: str, login: str = "bruno") -> Page:
    """From the choice page to the end of the walk."""
    person.presses(f"idp-{idp}")
    log_in(person, login)
    return person.presses("consent-continue")


def log_out(person: Person) -> Page:
    """From the first page of the way out to its end, button by button."""
    page = person.page
    assert page is not None
    for _ in range(4):
        if not page.has("logout-continue"):
            return page
        page = person.presses("logout-continue")
    return page
