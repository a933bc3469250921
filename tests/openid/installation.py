"""Hub and identity provider on real sockets, on one clock that the test moves; and the relying party that the test plays."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from joserfc import jws, jwt
from joserfc.jwk import KeySet

from broker.accounts.book import Accounts
from broker.app import ports_of
from broker.registry import CLIENTS
from doublure.addresses import OFFSETS, AddressBook
from doublure.census import Census
from doublure.clock import FixedClock
from doublure.mail import CapturedOutbox
from doublure.oidc.seams import Seams
from doublure.ports import Ports
from doublure.randomness import SystemRandomness
from doublure.settings import config_folder
from doublure.storage import open_control, open_store
from doublure.storage.sinks import ControlSink, MemoryRing
from doublure.testing.pages import Page
from doublure.testing.person import Person
from simulator.applications import APPLICATIONS
from simulator.listener import Listener
from simulator.sockets import listen_all

SECRET = "sandbox-secret-for-local-use-only-0123456789"
CALLBACK = "http://localhost:3000/callback"
BYE = "http://localhost:3000/logout-callback"
REFERENCE_DATE = 1_795_424_400  # 2026-11-23T09:00:00Z
EVERYTHING = "openid profile email address phone"


class Installation:
    """The three hubs, two providers, *more*; the hub of platform openid keeps its records in `records_url`, else in a file."""

    def __init__(self, state: Path, records_url: str = "", more: tuple[str, ...] = ()) -> None:
        slugs = ("hub", "hub-plus", "hub-openid", "impots", "ameli", "registry", *more)
        sockets = listen_all(dict.fromkeys(slugs, 0))
        taken = {slug: each[0].getsockname()[1] for slug, each in sockets.items()}
        self.clock = FixedClock(REFERENCE_DATE)
        self.addresses = AddressBook.on_ports({slug: 4400 + offset for slug, offset in OFFSETS.items()} | taken)
        self.control = open_control("memory:", clock=self.clock)
        self.ring = MemoryRing()
        config = config_folder()
        self.ports = Ports(
            addresses=self.addresses, store=open_store("memory:", clock=self.clock), control=self.control, clock=self.clock,
            randomness=SystemRandomness(), sinks=(self.ring, ControlSink(self.control)),
            outbox=CapturedOutbox(self.control, self.clock), state=state, config=config,
            people=Census(config, self.control, self.clock), seams=Seams(), records_url="",
        )
        self.issuer = self.addresses.public("hub-openid")
        made = {slug: replace(self.ports, records_url=f"sqlite:///{state}/{slug}.db") for slug in slugs}
        made["hub-openid"] = replace(self.ports, records_url=records_url or made["hub-openid"].records_url)
        applications = {slug: APPLICATIONS[slug].make(ports) for slug, ports in made.items()}
        self.accounts: Accounts = ports_of(applications["hub-openid"]).accounts
        self._listeners = [Listener(slug, application, sockets[slug]) for slug, application in applications.items()]
        for listener in self._listeners:
            listener.start()

    def stop(self) -> None:
        for listener in self._listeners:
            listener.stop()

    def forget(self) -> None:
        """Back to the configuration and to the reference date."""
        self.control.wipe()
        self.ports.store.wipe()
        self.accounts.settle()
        self.accounts.wipe()
        self.clock.seconds = REFERENCE_DATE

    def register(self, client_id: str, **fields: Any) -> Service:
        """A relying party of the platform openid, registered while it runs."""
        document = {"platform": "openid", "client_id": client_id, "client_secret": SECRET, "redirect_uris": [CALLBACK],
                    "post_logout_redirect_uris": [BYE], "grant_types": ["authorization_code", "refresh_token"], **fields}
        document = {name: value for name, value in document.items() if value is not None}
        self.control.set(CLIENTS, f"openid/{client_id}", json.dumps(document).encode())
        return Service(self, client_id, method=document.get("token_endpoint_auth_method", "client_secret_basic"))

    def discovery(self, base: str | None = None) -> dict[str, Any]:
        return json_of(Person().request("GET", f"{base or self.issuer}/.well-known/openid-configuration"))

    def keys(self) -> KeySet:
        return KeySet.import_key_set(json_of(Person().request("GET", self.issuer + "/oidc/jwks")))


@contextmanager
def installed(state: Path, records_url: str = "", more: tuple[str, ...] = ()) -> Iterator[Installation]:
    """A running installation, with *more* applications."""
    found = Installation(state, records_url, more)
    try:
        yield found
    finally:
        found.stop()


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[HTTPServer]:
    """A little server on a free port of loopback, for what somebody else would be."""
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Service:
    """A relying party: what it asks for, and what it reads."""

    op: Installation
    client_id: str = "sandbox"
    secret: str = SECRET
    method: str = "client_secret_basic"
    redirect_uri: str = CALLBACK
    nonces: list[str] = field(default_factory=list)

    def request(self, **changed: str | None) -> dict[str, str]:
        """The parameters of an authorization request; `None` leaves one out."""
        nonce = changed.get("nonce", secrets.token_hex(5))
        self.nonces.append(nonce or "")
        usual = {"client_id": self.client_id, "response_type": "code", "redirect_uri": self.redirect_uri, "scope": "openid",
                 "state": secrets.token_hex(5), "nonce": nonce}
        return {name: value for name, value in (usual | changed).items() if value is not None}

    def asks(self, browser: Person, method: str = "GET", **changed: str | None) -> Page:
        """Send *browser* to the hub."""
        return self.sends(browser, self.request(**changed), method)

    def sends(self, browser: Person, parameters: Mapping[str, str], method: str = "GET") -> Page:
        query = urlencode(parameters)
        url = f"{self.op.issuer}/oidc/authorize"
        return browser.opens(f"{url}?{query}") if method == "GET" else browser._follow("POST", url, query)

    def logs_in(self, browser: Person, *, method: str = "GET", login: str = "bruno", **changed: str | None) -> dict[str, str]:
        """A whole login, with the pages that are shown: what arrives at the redirect URI."""
        self.asks(browser, method, **changed)
        return through(browser, login)

    def token(self, fields: Mapping[str, str | None], path: str = "/token", **headers: str) -> Page:
        """A call of the token endpoint, or its neighbours, with this client's credentials."""
        form: dict[str, str | None] = dict(fields)
        if self.method == "client_secret_basic":
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self.secret)}"
            headers.setdefault("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
        elif self.method == "client_secret_post":
            form = {"client_id": self.client_id, "client_secret": self.secret, **form}
        elif self.method == "none":
            form = {"client_id": self.client_id, **form}
        body = urlencode({name: value for name, value in form.items() if value is not None})
        return Person().request("POST", f"{self.op.issuer}/oidc{path}", body, headers)

    def redeems(self, code: str, **changed: str | None) -> Page:
        return self.token({"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri, **changed})

    def refreshes(self, refresh_token: str, **changed: str | None) -> Page:
        return self.token({"grant_type": "refresh_token", "refresh_token": refresh_token, **changed})

    def tokens(self, browser: Person, **changed: Any) -> dict[str, Any]:
        """A whole login to its tokens, the ID token verified."""
        answer = self.logs_in(browser, **changed)
        assert answer.get("iss") == self.op.issuer
        return self.verified(json_of(self.redeems(answer["code"]), 200))

    def verified(self, tokens: dict[str, Any], alg: str = "RS256") -> dict[str, Any]:
        """*tokens*, whose ID token is what it must be; its claims under `claims` (Core §3.1.3.7)."""
        assert tokens["token_type"].lower() == "bearer"
        token = jwt.decode(tokens["id_token"], self.op.keys(), algorithms=[alg],
                           registry=jws.JWSRegistry(algorithms=[alg]))
        claims = token.claims
        assert (claims["iss"], claims["aud"]) == (self.op.issuer, self.client_id)
        assert claims["iat"] <= self.op.clock.now() < claims["exp"]
        assert claims["sub"].isascii()
        return tokens | {"claims": claims, "header": token.header}

    def userinfo(self, access_token: str, *, way: str = "get") -> Page:
        url, bearer = f"{self.op.issuer}/oidc/userinfo", {"Authorization": f"Bearer {access_token}"}
        if way == "get":
            return Person().request("GET", url, None, bearer)
        if way == "post header":
            return Person().request("POST", url, "", bearer)
        return Person().request("POST", url, urlencode({"access_token": access_token}))

    def ends(self, browser: Person, method: str = "GET", **parameters: str | None) -> Page:
        """Send *browser* to the end-session endpoint."""
        query = urlencode({name: value for name, value in parameters.items() if value is not None})
        url = f"{self.op.issuer}/oidc/session/end"
        return browser.opens(f"{url}?{query}") if method == "GET" else browser._follow("POST", url, query)


def browser(*stops: str) -> Person:
    """Somebody at a browser with an empty cookie jar; her walk ends at the relying party."""
    return Person(stop_at=(*stops, "http://localhost:3000/", "http://localhost:1337/"))


def through(person: Person, login: str = "bruno") -> dict[str, str]:
    """Walk from wherever the hub is to the relying party: choose, log in, agree. What arrives there."""
    page = _page(person)
    if page.has("idp-impots"):
        person.presses("idp-impots")
        page = person.presses("login-submit", {"identifier": login, "password": "123"})
    if page.has("consent-continue"):
        page = person.presses("consent-continue")
    return arrived(page)


def arrived(page: Page) -> dict[str, str]:
    """The parameters that reached the redirect URI, by whichever response mode."""
    if page.has("form-post-continue"):
        form = page.form_with("form-post-continue")
        assert form.method == "POST"
        return dict(form.values())
    parts = urlsplit(page.url)
    assert page.url.startswith(("http://localhost:3000/", "http://localhost:1337/")), f"{page.url} {page.title} {told(page)}"
    return {name: values[0] for name, values in parse_qs(parts.query or parts.fragment, keep_blank_values=True).items()}


def told(page: Page) -> str:
    """The code of an error page."""
    return page.said("error-code")


def stayed(page: Page, code: str | None = None) -> None:
    """The hub refused on a page of its own: nothing travelled."""
    assert 400 <= page.status < 500, (page.url, page.status)
    assert not page.header("Location")
    assert page.has("error-code")
    if code is not None:
        assert told(page) == code


def json_of(page: Page, status: int | None = None) -> dict[str, Any]:
    """The page as a JSON object."""
    if status is not None:
        assert page.status == status, page.text[:300]
    found: dict[str, Any] = json.loads(page.body)
    return found


def challenge(verifier: str) -> str:
    """RFC 7636 §4.2, S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _page(person: Person) -> Page:
    assert person.page is not None
    return person.page
