"""A fake in one process: its ports on memory, and somebody who browses it without a socket."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask
from werkzeug.test import Client, TestResponse

from doublure.addresses import AddressBook
from doublure.census import Census
from doublure.clock import FixedClock
from doublure.mail import CapturedOutbox, captured
from doublure.oidc.keys import PublicKeys
from doublure.oidc.seams import Seams
from doublure.oidc.tokens import verify_jws
from doublure.ports import Ports
from doublure.randomness import SystemRandomness
from doublure.storage.control_memory import MemoryControl
from doublure.storage.memory import MemoryStore
from doublure.storage.sinks import MemoryRing
from identity_providers.app import create_app
from identity_providers.phone.desk import Desk
from identity_providers.phone.opening import desk_of
from identity_providers.phone.settings import TelephoneSettings
from identity_providers.settings import load_settings

CONFIG = Path(__file__).parents[2] / "config"
NOW = 1_795_392_000  # 2026-11-23T00:00:00Z, the reference date of the personas

VERIFIER = "a-verifier-of-more-than-43-characters-for-the-tests"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
STATE, NONCE = "s" * 64, "n" * 64


class Ring(MemoryRing):
    def clear(self) -> None:
        self._records.clear()


def make_ports(state: Path, seams: Seams | None = None) -> Ports:
    clock = FixedClock(NOW)
    control = MemoryControl(clock)
    return Ports(
        addresses=AddressBook.local(), store=MemoryStore(clock), control=control, clock=clock, randomness=SystemRandomness(),
        sinks=(Ring(),), outbox=CapturedOutbox(control, clock), state=state, config=CONFIG,
        people=Census(CONFIG, control, clock), seams=seams or Seams(), records_url="sqlite://",
    )


class Form(HTMLParser):
    """What a page holds: hidden fields, elements by test id, labels, alerts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.inputs: dict[str, dict[str, str]] = {}
        self.by_test_id: dict[str, dict[str, str]] = {}
        self.labels: dict[str, str] = {}
        self.headings: list[str] = []
        self._said: dict[str, str] = {}
        self._saying: str | None = None
        self._reading: str | None = None
        self.feed(page)

    @property
    def problem(self) -> str:
        """The sentence of the error message, empty without one."""
        return self.said("error-message")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "data-testid" in attributes:
            self.by_test_id[attributes["data-testid"]] = {"tag": tag} | attributes
            self._saying = attributes["data-testid"]
        if tag == "input":
            self.inputs[attributes.get("id", attributes["name"])] = attributes
            if attributes.get("type") != "checkbox" or "checked" in attributes:
                self.fields[attributes["name"]] = attributes.get("value", "")
        if tag == "label":
            self._reading = attributes["for"]
            self.labels[self._reading] = ""
        if tag == "h1":
            self._reading = "h1"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"label", "h1"}:
            self._reading = None

    def said(self, testid: str) -> str:
        """The text that begins the element with this data-testid."""
        return " ".join(self._said.get(testid, "").split())

    def handle_data(self, data: str) -> None:
        if self._saying:
            self._said.setdefault(self._saying, data)
            self._saying = None
        if self._reading == "h1":
            self.headings.append(data)
        elif self._reading:
            self.labels[self._reading] += data


@dataclass
class Visitor:
    """A browser at one fake, and the hub's server beside it."""

    slug: str
    app: Flask
    ports: Ports
    language: str | None = None
    address: str = "127.0.0.1"
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    @property
    def issuer(self) -> str:
        return self.ports.addresses.public(self.slug)

    @property
    def callback(self) -> str:
        return self.ports.addresses.public("hub") + "/api/v2/oidc-callback"

    @property
    def secret(self) -> str:
        return load_settings(CONFIG)[self.slug].client.client_secret.reveal()

    def call(self, path: str, form: Mapping[str, str] | str | None = None, **headers: str) -> TestResponse:
        if self.language:
            headers.setdefault("Accept-Language", self.language)
        body = {} if form is None else {
            "data": form if isinstance(form, str) else urlencode(form), "content_type": "application/x-www-form-urlencoded",
        }
        return self.client.open(path, method="GET" if form is None else "POST", base_url=self.issuer, headers=headers,
                                environ_overrides={"REMOTE_ADDR": self.address}, **body)

    def asked(self, **changes: str | None) -> dict[str, str]:
        parameters: dict[str, str | None] = {
            "response_type": "code", "client_id": "doublure-hub", "redirect_uri": self.callback,
            "scope": "openid profile email birth", "state": STATE, "nonce": NONCE, "acr_values": "eidas1", "prompt": "login",
            "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        }
        return {name: value for name, value in (parameters | changes).items() if value is not None}

    def authorize(self, **changes: str | None) -> TestResponse:
        return self.call("/authorize?" + urlencode(self.asked(**changes)))

    def open_form(self, **changes: str | None) -> Form:
        page = self.authorize(**changes)
        assert page.status_code == 200, page.text
        return Form(page.text)

    def submit(self, form: Form, identifier: str = "", password: str = "", action: str = "login", **more: str) -> TestResponse:
        fields = form.fields | {"identifier": identifier, "password": password, "action": action} | more
        return self.call("/login", fields)

    def log_in(self, identifier: str = "bruno", password: str = "123", **changes: str | None) -> dict[str, str]:
        """The parameters of the authorization response."""
        return arrived(self.submit(self.open_form(**changes), identifier, password))

    def follow(self, answer: TestResponse) -> TestResponse:
        """The page of this fake to which *answer* leads."""
        assert answer.status_code == 303, answer.text
        return self.call(answer.location)

    def open_realistic(self, **changes: str | None) -> Form:
        """The first page of a login for which mode `realistic` was chosen on the page."""
        return Form(self.follow(self.submit(self.open_form(**changes), action="realistic")).text)

    def step(self, form: Form, action: str = "continue", **fields: str) -> TestResponse:
        """Send the form of a second step."""
        return self.call("/login/step", form.fields | {"action": action} | fields)

    def waiting(self, identifier: str = "bruno", password: str = "123", **changes: str | None) -> Form:
        """The second step that follows a first page."""
        page = self.follow(self.submit(self.open_realistic(**changes), identifier, password))
        assert page.status_code == 200, page.text
        return Form(page.text)

    @property
    def phones(self) -> Desk:
        """The simulated phones, as another process sees them."""
        return desk_of(TelephoneSettings(), self.ports)

    @property
    def letters(self) -> list[dict[str, Any]]:
        """Captured letters, newest first."""
        return captured(self.ports.control)

    def mailed_code(self) -> str:
        """The code in the newest letter."""
        return re.search(r"\b\d{6}\b", self.letters[0]["text"])[0]

    def redeem(self, code: str, **changes: str | None) -> TestResponse:
        fields: dict[str, str | None] = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.callback, "client_id": "doublure-hub",
            "client_secret": self.secret, "code_verifier": VERIFIER,
        }
        return self.call("/token", {name: value for name, value in (fields | changes).items() if value is not None})

    def userinfo(self, access_token: str) -> TestResponse:
        return self.call("/userinfo", Authorization=f"Bearer {access_token}")

    def read(self, token: str) -> dict[str, Any]:
        """The claims of a token, its ES256 signature checked with the published keys."""
        return verify_jws(token, keys=PublicKeys.from_jwks(self.call("/jwks").get_json()), algorithms=["ES256"])[1]


def arrived(answer: TestResponse) -> dict[str, str]:
    """The parameters of an authorization response."""
    assert answer.status_code == 303, answer.text
    return dict(parse_qsl(urlsplit(answer.location).query, keep_blank_values=True))


def make_visitor(slug: str, state: Path, **more: Any) -> Visitor:
    ports = make_ports(state)
    return Visitor(slug, create_app(slug, load_settings(CONFIG)[slug], ports), ports, **more)


@dataclass
class Street:
    """The fakes of one test session: each is built once, and found as new by every test."""

    state: Path
    built: dict[str, Visitor] = field(default_factory=dict)

    def visitor(self, slug: str, **more: Any) -> Visitor:
        if slug not in self.built:
            self.built[slug] = make_visitor(slug, self.state)
        fake = self.built[slug]
        fake.ports.store.wipe()
        fake.ports.control.wipe()
        fake.ports.clock.seconds = NOW
        fake.ports.sinks[0].clear()
        return Visitor(slug, fake.app, fake.ports, **more)
