"""The catalogue's family LGO against the platform openid, one test a row whose target is the hub as provider."""

from __future__ import annotations

import base64
import json

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.openid.installation import BYE, CALLBACK, Installation, Service, arrived, browser, json_of, stayed, told


def goes_out(person: Person) -> Page:
    """Every step of a logout that no question stops."""
    assert person.page is not None
    page = person.page
    for _ in range(4):
        if page.has("logout-continue"):
            page = person.presses("logout-continue")
    return page


def is_in(service: Service, person: Person) -> bool:
    return "code" in arrived(service.asks(person, prompt="none"))


@pytest.mark.parametrize("uri", [
    "https://evil.test/", BYE + "?foo=bar", BYE + "/", BYE + "/evil", BYE + "/../evil", "http://127.0.0.1:3000/logout-callback",
    "https://localhost:3000/logout-callback", BYE.upper(), BYE + "#x", "javascript:alert(1)", "//evil.test/",
    "http://localhost:3000@evil.test/", CALLBACK,
])
def test_lgo_01_unregistered_return(service: Service, uri: str) -> None:
    person = browser("https://")
    hint = service.tokens(person)["id_token"]
    stayed(service.ends(person, id_token_hint=hint, post_logout_redirect_uri=uri), "Y04CFAEF")
    assert is_in(service, person)


def test_lgo_02_hint_of_another_client(op: Installation, service: Service) -> None:
    person = browser()
    service.tokens(person)
    other = op.register("other", post_logout_redirect_uris=["http://localhost:3000/other"])
    foreign = other.tokens(browser())["id_token"]
    stayed(service.ends(person, id_token_hint=foreign, client_id="sandbox", post_logout_redirect_uri=BYE), "Y0467882")
    stayed(service.ends(person, id_token_hint=foreign, post_logout_redirect_uri=BYE), "Y04CFAEF")
    assert is_in(service, person)


def test_lgo_03_forged_hints(op: Installation, service: Service) -> None:
    person = browser()
    tokens = service.tokens(person)
    body = tokens["id_token"].split(".")[1]
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    foreign = RSAKey.generate_key(2048)

    def signed(claims: dict[str, object]) -> str:
        return jws.serialize_compact({"alg": "RS256", "kid": tokens["header"]["kid"]}, json.dumps(claims), foreign)

    for hint in (f"{unsigned}.{body}.", signed(tokens["claims"]), signed({**tokens["claims"], "iss": "https://other.test"}),
                 "no token", body):
        page = service.ends(person, id_token_hint=hint, post_logout_redirect_uri=BYE)
        stayed(page)
        assert told(page) in {"Y045AFAE", "Y0429C91", "Y04CFAEF"}
    assert is_in(service, person)
    op.clock.seconds += 7200
    service.ends(person, id_token_hint=tokens["id_token"], post_logout_redirect_uri=BYE)
    assert goes_out(person).url == BYE, "an expired one is fine"


@pytest.mark.parametrize("parameters", [{}, {"client_id": "sandbox"}, {"client_id": "sandbox", "post_logout_redirect_uri": BYE},
                                        {"state": "s"}, {"logout_hint": "bruno"}], ids=str)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_lgo_04_nobody_is_logged_out_without_being_asked(service: Service, parameters: dict[str, str], method: str) -> None:
    person = browser()
    service.tokens(person)
    page = service.ends(person, method, **parameters)
    assert page.has("logout-confirm")
    assert "data-submit-at-once" not in page.text, "nothing moves by itself"
    assert is_in(service, person)
    service.ends(person, method, **parameters)
    person.presses("logout-confirm")
    page = goes_out(person)
    assert page.url.startswith(BYE) if "post_logout_redirect_uri" in parameters else page.status == 200
    assert not is_in(service, person)


def test_lgo_04_the_hint_of_somebody_else_is_no_proof(service: Service) -> None:
    hint = service.tokens(browser(), login="camille")["id_token"]
    person = browser()
    service.tokens(person)
    assert service.ends(person, id_token_hint=hint).has("logout-confirm")
    assert is_in(service, person)


def test_lgo_04_the_form_of_one_browser_is_worth_nothing_in_another(op: Installation, service: Service) -> None:
    attacker, victim = browser(), browser()
    service.tokens(attacker)
    service.tokens(victim)
    form = service.ends(attacker).form_with("logout-confirm")
    page = victim.submits(form, press="logout-confirm")
    assert told(page) == "Y0474F76"
    assert is_in(service, victim)


@pytest.mark.parametrize("state", [None, "s", "x" * 120 + "-._~abcd", '"><script>alert(1)</script>', "a b&c=d"], ids=str)
def test_lgo_05_state(service: Service, state: str | None) -> None:
    person = browser()
    hint = service.tokens(person)["id_token"]
    page = service.ends(person, id_token_hint=hint, post_logout_redirect_uri=BYE, state=state)
    assert "<script>alert" not in page.text
    assert arrived(goes_out(person)) == ({} if state is None else {"state": state})


def test_lgo_09_no_relying_party_is_called_at_a_logout(op: Installation, service: Service) -> None:
    """There is neither back-channel nor front-channel logout to fail: nothing announces them, nothing registers them."""
    document = op.discovery()
    assert not [name for name in document if name.startswith(("backchannel_logout", "frontchannel_logout"))]
    person = browser()
    hint = service.tokens(person)["id_token"]
    before = len(op.ring.records())
    service.ends(person, id_token_hint=hint)
    assert goes_out(person).status == 200
    assert not [event for event in op.ring.records()[before:] if "logout_token" in str(event)], "no message was sent"


@pytest.mark.parametrize("station", ["choice", "provider", "consent"])
def test_lgo_12_a_logout_ends_what_other_tabs_have_begun(op: Installation, service: Service, station: str) -> None:
    person = browser()
    service.asks(person)
    if station != "choice":
        person.presses("idp-impots")
    if station == "consent":
        person.presses("login-submit", {"identifier": "bruno", "password": "123"})
    waiting = person.page
    service.ends(person)
    if person.page and person.page.has("logout-confirm"):
        person.presses("logout-confirm")
    goes_out(person)
    person.page = waiting
    button, fields = {"choice": ("idp-impots", {}), "provider": ("login-submit", {"identifier": "bruno", "password": "123"}),
                      "consent": ("consent-continue", {})}[station]
    page = person.presses(button, fields)
    assert page.url.startswith(op.issuer)
    assert told(page), "no code for a login that was given up"


def test_a_logout_in_one_tab_of_a_session_ends_the_login_of_the_other(op: Installation, service: Service) -> None:
    person = browser()
    tokens = service.tokens(person)
    other = op.register("other")
    other.asks(person, prompt="consent")
    waiting = person.page
    service.ends(person, id_token_hint=tokens["id_token"])
    goes_out(person)
    person.page = waiting
    assert told(person.presses("consent-continue"))
    assert service.userinfo(tokens["access_token"]).status == 401
    assert json_of(service.refreshes(tokens["refresh_token"]), 400)["error"] == "invalid_grant"
