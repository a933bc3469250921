"""The same stories over https, and with a host name for each application: nothing in them depends on `http://localhost`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from doublure.testing.person import Person, parameters_of
from doublure.testing.wire import send
from tests.stories.federation import Federation, log_out, payload, running_federation, through


@pytest.fixture(scope="module", params=["tls", "hosts", "tls and hosts"])
def federation(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    with running_federation(tmp_path_factory.mktemp("federation"), only=("hub", "moncompteformation", "ameli"),
                            tls="tls" in request.param, hosts="hosts" in request.param) as running:
        yield running


def test_she_is_greeted_by_name_and_leaves(federation: Federation) -> None:
    person, site = Person(dialler=federation.dialler), federation.public("moncompteformation")
    person.opens(site + "/")
    person.presses("franceconnect-button")
    assert through(person, "ameli", "jeanloup").said("account-name") == "Jean-Loup DE LA MAQUETTE"
    person.presses("logout")
    assert "et de FranceConnect" in log_out(person).said("logged-out")
    visited = {urlsplit(url)._replace(path="", query="").geturl() for url in person.visited}
    assert visited == {federation.public(slug) for slug in ("moncompteformation", "hub", "ameli")}


def test_a_relying_party_of_ones_own_logs_in(federation: Federation) -> None:
    service = federation.service()
    person, question = service.person(), service.asks()
    person.opens(question.url)
    through(person, "ameli")
    known = service.knows(person, question)
    assert known.id_token["iss"] == federation.issuer
    assert known.userinfo["family_name"] == "FACTICE"


def test_each_application_answers_to_its_own_names_only(federation: Federation) -> None:
    hub, ameli = federation.public("hub"), federation.public("ameli")
    dialler = federation.dialler
    assert dialler.request("GET", f"{hub}/").status == 200
    for foreign in (urlsplit(ameli).netloc, "evil.localhost", "evil.example"):
        assert dialler.request("GET", f"{hub}/", headers={"Host": foreign}).status == 421


def test_cookies_are_secure_exactly_over_https_and_hsts_is_never_sent(federation: Federation) -> None:
    site = federation.public("moncompteformation")
    person = Person(dialler=federation.dialler)
    set_cookies = []
    for url in (site + "/franceconnect/login", federation.service().asks().url):
        page = person.request("GET", url)
        set_cookies += page.headers.getlist("Set-Cookie")  # type: ignore[attr-defined]
        assert page.header("Strict-Transport-Security") == ""
    assert set_cookies
    for line in set_cookies:
        assert ("; secure" in line.lower()) is site.startswith("https://"), line
        assert "; httponly" in line.lower(), line
        assert "; samesite=lax" in line.lower(), line
        assert "domain=" not in line.lower(), line


def test_every_application_speaks_https_with_every_other(tmp_path: Path) -> None:
    with running_federation(tmp_path, tls=True, hosts=True) as federation:
        dialler = federation.dialler
        for slug in federation.running.slugs:
            origin = federation.public(slug)
            ready = dialler.request("GET", f"{origin}/readyz")
            assert (origin.startswith("https://"), ready.status) == (True, 200), slug
        # The dashboard asks the hub about the person, the hub the registry, a data provider the hub: all over the wire.
        person, site = Person(dialler=dialler), federation.public("dashboard")
        person.opens(site + "/franceconnect/login")
        page = through(person, "laposte", "jeanloup")
        assert page.url.startswith(site), page.text
        assert page.status == 200
        for slug, scope in (("hub-plus", "openid given_name"), ("hub-openid", "openid profile")):
            metadata = json.loads(dialler.request("GET", _discovery(federation.public(slug))).data)
            service = replace(federation.service(), issuer=metadata["issuer"], scope=scope, extra={"acr_values": "eidas2"})
            visitor = service.person()
            visitor.opens(metadata["authorization_endpoint"] + "?" + urlsplit(service.asks().url).query)
            answer = parameters_of(through(visitor, "laposte").url)
            tokens = send("POST", metadata["token_endpoint"], dialler=dialler, form={
                "grant_type": "authorization_code", "code": answer["code"], "redirect_uri": service.callback,
                "client_id": service.client_id, "client_secret": service.secret})
            assert tokens.status == 200, tokens.text
            assert payload(tokens.json["id_token"])["iss"] == metadata["issuer"]


def _discovery(origin: str) -> str:
    path = "" if "//openid." in origin else "/api/v2"
    return f"{origin}{path}/.well-known/openid-configuration"
