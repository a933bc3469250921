"""Requests that were right: what browsers and relying parties' servers sent with all they knew, and what they could send next."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.spoilt.calling import Call, cookie_header
from tests.stories.federation import THE_SIX, Federation, Service, log_in

__all__ = ["Kept", "right_requests"]

#: An origin, and a request to it.
Kept = tuple[str, Call]


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(slots=True)
class Recorder(Person):
    """A person whose every request is kept, and every form she could send from the page it brought."""

    kept: list[Kept] = field(default_factory=list)

    def request(self, method: str, url: str, body: str | None = None, headers: Mapping[str, str] | None = None) -> Page:
        self._keep_call(method, url, None if body is None else parse_qsl(body, keep_blank_values=True))
        page = Person.request(self, method, url, body, headers)
        for form in page.forms if "html" in page.header("Content-Type") else ():
            target = urljoin(page.url, form.target() or page.url)
            self._keep_call(form.method.upper(), target, [(name, value) for name, value in form.values().items()])
        return page

    def _keep_call(self, method: str, url: str, form: list[tuple[str, str]] | None) -> None:
        parts, posted = urlsplit(url), method == "POST"
        fields = form if form is not None else parse_qsl(parts.query, keep_blank_values=True)
        cookies = {"Cookie": cookie_header(self.cookies.get(parts.hostname or "", {}))}
        self.kept.append((origin_of(url), Call(method, parts.path or "/", fields, cookies, form=posted)))


def right_requests(federation: Federation) -> Iterator[Kept]:
    """Origin and request, for the applications of *federation*."""
    for slug in ("hub", "hub-plus", "hub-openid"):
        yield from _as_sandbox(federation, slug)
    for slug in THE_SIX:
        person = Recorder()
        person.opens(federation.service().asks().url)
        person.presses(f"idp-{slug}")
        log_in(person, password="wrong")
        yield from person.kept
    yield from _logged_in(federation.public("moncompteformation"), (
        "/", "/espace", "/espace/mot-de-passe", "/espace/e-mail", "/espace/fermer", "/espace/contact", "/espace/adresse",
        "/espace/profil", "/espace/franceconnect"))
    yield from _logged_in(federation.public("dashboard"), ("/", "/history", "/preferences", "/report"))
    stranger, site = Recorder(), federation.public("moncompteformation")
    for path in ("/connexion", "/inscription", "/mot-de-passe-oublie", "/villes?q=par"):
        stranger.opens(site + path)
    yield from stranger.kept
    for path, document in (
        ("/api/clients", {"redirect_uris": ["http://localhost:9/callback"], "platform": "openid"}),
        ("/api/clock", {"advance": "PT1M"}), ("/api/keys/rotate", {"issuer": federation.issuer, "step": "publish"}),
        ("/api/runs", {}), ("/api/phone/+33600000002/requests", {"code": "1234"}),
    ):
        call = Call("POST", path, form=True, body=json.dumps(document).encode(), headers={"Content-Type": "application/json"})
        yield federation.public("console"), call


def _logged_in(site: str, paths: tuple[str, ...]) -> Iterator[Kept]:
    person = Recorder()
    person.opens(site + "/franceconnect/login")
    person.presses("idp-ameli")
    log_in(person, "jeanloup")
    person.presses("consent-continue")
    for path in paths:
        person.opens(site + path)
    yield from person.kept


def _as_sandbox(federation: Federation, slug: str) -> Iterator[Kept]:
    origin = federation.public(slug)
    metadata = json.loads(federation.dialler.request("GET", origin + _discovery(slug)).data)
    usual = federation.service()
    service = Service(metadata["issuer"], "sandbox", usual.secret, usual.callback, scope="openid profile email",
                      extra={"acr_values": "eidas2"} if "plus" in slug else {})
    person = Recorder(stop_at=("http://localhost:3000/",))
    person.opens(metadata["authorization_endpoint"] + "?" + urlsplit(service.asks().url).query)
    person.presses("idp-laposte")
    log_in(person)
    person.presses("consent-continue")
    yield from person.kept
    code = person.query()["code"]
    redeemed = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", service.callback),
                ("client_id", "sandbox"), ("client_secret", service.secret)]
    yield origin, Call("POST", urlsplit(metadata["token_endpoint"]).path, redeemed, form=True)
    tokens = json.loads(federation.dialler.request(
        "POST", metadata["token_endpoint"], body="&".join(f"{name}={value}" for name, value in redeemed),
        headers={"Content-Type": "application/x-www-form-urlencoded"}).data)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    yield origin, Call("GET", urlsplit(metadata["userinfo_endpoint"]).path, headers=bearer)
    named = base64.b64encode(f"sandbox:{service.secret}".encode()).decode()
    for endpoint in ("revocation_endpoint", "introspection_endpoint"):
        if endpoint in metadata:
            yield origin, Call("POST", urlsplit(metadata[endpoint]).path, [("token", tokens["access_token"])],
                               {"Authorization": f"Basic {named}"}, form=True)
    leaving = [("id_token_hint", tokens["id_token"]), ("post_logout_redirect_uri", "http://localhost:3000/"), ("state", "s")]
    yield origin, Call("GET", urlsplit(metadata["end_session_endpoint"]).path, leaving, dict(person.kept[-1][1].headers))


def _discovery(slug: str) -> str:
    return "/.well-known/openid-configuration" if slug == "hub-openid" else "/api/v2/.well-known/openid-configuration"
