"""The catalogue's family AZR against the platform openid, one test a row: hostile authorization requests."""

from __future__ import annotations

import base64
import json
import re
import secrets
from urllib.parse import urlencode

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey
from pydantic import ValidationError

from broker.parties import client_from
from broker.registry import PROVIDERS
from broker.settings import load_settings
from doublure.settings import config_folder
from doublure.testing.pages import Page
from doublure.testing.person import Person
from tests.openid.installation import CALLBACK, SECRET, Installation, Service, arrived, browser, json_of, stayed, through, told

RP = "https://rp.test/cb"


@pytest.fixture
def party(op: Installation) -> Service:
    """A relying party with one address, on a public name."""
    found = op.register("party", redirect_uris=[RP])
    found.redirect_uri = RP
    return found


def nowhere(service: Service, *uris: str) -> None:
    """Each of *uris* is refused on a page; nothing is ever sent to it."""
    for uri in uris:
        page = service.asks(browser("https://", "http://evil"), redirect_uri=uri)
        stayed(page, "Y04C013C")
        assert "code=" not in page.url


def error(page: Page) -> str:
    """The error that travelled to the relying party."""
    return arrived(page)["error"]


def test_azr_01_unregistered_host(party: Service) -> None:
    nowhere(party, "https://evil.test/cb", "http://localhost:3000/callback")


def test_azr_02_path_suffix(party: Service) -> None:
    nowhere(party, RP + "/evil", RP + "evil")


def test_azr_03_path_traversal(party: Service) -> None:
    nowhere(party, RP + "/../evil", RP + "/%2e%2e/evil", RP + "/..;/evil", "//evil.test/cb", "https://rp.test//cb",
            "https://rp.test/./cb", "https://rp.test/%63b")


def test_azr_04_subdomain_or_appended_domain(party: Service) -> None:
    nowhere(party, "https://x.rp.test/cb", "https://rp.test.evil.test/cb", "https://rp.testevil/cb")


def test_azr_05_userinfo_trick(party: Service) -> None:
    nowhere(party, "https://rp.test@evil.test/cb", "https://rp.test%40evil.test/cb", "https://rp.test\\@evil.test/cb")


def test_azr_06_port_or_scheme(party: Service) -> None:
    nowhere(party, "https://rp.test:8443/cb", "https://rp.test:443/cb", "http://rp.test/cb")


def test_azr_07_case(party: Service) -> None:
    nowhere(party, "https://RP.test/cb", "https://rp.test/CB", "HTTPS://rp.test/cb")


def test_azr_08_trailing_slash(party: Service, op: Installation) -> None:
    nowhere(party, RP + "/")
    slashed = op.register("slashed", redirect_uris=[RP + "/"])
    nowhere(slashed, RP)


def test_azr_09_query_added_changed_or_reordered(op: Installation, party: Service) -> None:
    nowhere(party, RP + "?next=evil", RP + "?")
    queried = op.register("queried", redirect_uris=["http://localhost:3000/callback?a=1&b=2"])
    nowhere(queried, CALLBACK + "?b=2&a=1", CALLBACK + "?a=1", CALLBACK)
    queried.redirect_uri = CALLBACK + "?a=1&b=2"
    answer = queried.logs_in(browser())
    assert (answer["a"], answer["b"]) == ("1", "2")
    assert answer["code"]


def test_azr_10_fragment(party: Service) -> None:
    nowhere(party, RP + "#x", RP + "%23x")
    with pytest.raises(ValidationError, match="fragment"):
        client_from({"platform": "openid", "client_id": "c", "client_secret": SECRET, "redirect_uris": [RP + "#x"]})


def test_azr_11_three_spellings_of_loopback(op: Installation) -> None:
    local = op.register("local", redirect_uris=[CALLBACK])
    nowhere(local, "http://127.0.0.1:3000/callback", "http://[::1]:3000/callback", "http://localhost:3001/callback")


def test_azr_12_patterns(op: Installation) -> None:
    starred = op.register("starred", redirect_uris=["https://rp.test/*"])
    nowhere(starred, "https://rp.test/anything", "https://rp.test/")


def test_azr_13_two_redirect_uris(op: Installation, party: Service) -> None:
    for pair in ((RP, "https://evil.test/cb"), ("https://evil.test/cb", RP)):
        query = urlencode([*party.request(redirect_uri=None).items(), *(("redirect_uri", uri) for uri in pair)])
        stayed(browser("https://").opens(f"{op.issuer}/oidc/authorize?{query}"), "P030001")


def test_azr_14_no_redirect_uri(op: Installation, party: Service) -> None:
    stayed(party.asks(browser("https://"), redirect_uri=None), "Y04C013C")
    two = op.register("two", redirect_uris=[CALLBACK, CALLBACK + "/2"])
    stayed(two.asks(browser(), redirect_uri=None), "Y04C013C")


def test_azr_15_dangerous_addresses(party: Service) -> None:
    nowhere(party, "javascript:alert(1)", "data:text/html,x", RP + "\r\nX-Evil: 1", RP + "\t", "https://rр.test/cb", RP + "\\",
            "https://rp.test/cb ")
    for uri in ("javascript:alert(1)", "data:text/html,x", "https://rp.test/c b", "https://rp.test/cb\r\n"):
        with pytest.raises(ValidationError):
            client_from({"platform": "openid", "client_id": "c", "client_secret": SECRET, "redirect_uris": [uri]})


def test_azr_16_errors_travel_to_registered_addresses_only(service: Service) -> None:
    assert error(service.asks(browser(), scope="email")) == "invalid_scope"
    stayed(service.asks(browser(), scope="email", redirect_uri="https://evil.test/cb"), "Y04C013C")


@pytest.mark.parametrize("value", [None, "", "foo", "token", "code token", "id_token", "CODE", "none"])
def test_azr_17_response_type(service: Service, value: str | None) -> None:
    assert error(service.asks(browser(), response_type=value)) in {"invalid_request", "unsupported_response_type"}


def test_azr_18_response_mode(service: Service) -> None:
    for mode in ("web_message", "query.jwt", "unknown", "FORM_POST"):
        assert error(service.asks(browser(), response_mode=mode)) == "invalid_request"
    page = service.asks(browser(), response_mode="query", response_type="id_token")
    assert "id_token=" not in page.url
    assert error(page) == "unsupported_response_type"


def test_azr_19_repeated_and_unknown_parameters(op: Installation, service: Service) -> None:
    query = urlencode([*service.request().items(), ("scope", "email")])
    assert error(browser().opens(f"{op.issuer}/oidc/authorize?{query}")) == "invalid_request"
    assert service.logs_in(browser(), extra="foobar", **{"client_id[]": "other", "utm_source": "mail"})["code"]


def test_azr_20_scope_escalation(op: Installation) -> None:
    small = op.register("small", scope="openid email")
    assert error(small.asks(browser(), scope="openid email phone")) == "invalid_scope"
    many = " ".join(["openid", "email", *(f"scope-{number}" for number in range(500))])
    tokens = json_of(small.redeems(small.logs_in(browser(), scope=many)["code"]), 200)
    assert tokens["scope"] == "openid email"


def test_azr_21_claims_parameter(op: Installation, service: Service) -> None:
    victim = service.tokens(browser(), login="camille")["claims"]["sub"]
    for request in ({"value": victim}, {"values": [victim]}, {"essential": True, "value": victim}):
        person = browser()
        assert service.logs_in(person, claims=json.dumps({"id_token": {"sub": request}}))["error"] == "login_required"
        assert error(service.asks(person, claims=json.dumps({"id_token": {"sub": request}}), prompt="none")) == "login_required"
    for text in ("not json", "[]", '"text"', '{"id_token":[]}', '{"userinfo":1}', "[" * 5000):
        assert error(service.asks(browser(), claims=text)) == "invalid_request"
    odd = {"id_token": {"__proto__": None, "constructor": {"essential": True}}, "more": 1, "userinfo": {"sub": {"values": 5}}}
    assert service.logs_in(browser(), claims=json.dumps(odd))["code"]
    huge = service.asks(browser(), claims="x" * 1_000_000, method="POST")
    assert huge.status in {400, 413}
    assert op.issuer in huge.url


def test_azr_22_hint_of_somebody_else(op: Installation, service: Service) -> None:
    hers = service.tokens(browser(), login="camille")
    other = op.register("other").tokens(browser())
    forged = jws.serialize_compact({"alg": "RS256", "kid": hers["header"]["kid"]}, json.dumps(hers["claims"]),
                                   RSAKey.generate_key(2048))
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=") + "." + hers["id_token"].split(".")[1] + "."
    his = browser()
    mine = service.tokens(his)
    for hint in (hers["id_token"], other["id_token"], forged, unsigned, "no token"):
        assert error(service.asks(his, id_token_hint=hint, prompt="none")) == "login_required"
    assert error(service.asks(browser(), id_token_hint=forged)) == "login_required"
    # Where pages are shown, she may log in; anybody else who does gets nothing.
    service.asks(his, id_token_hint=hers["id_token"])
    assert through(his, "bruno")["error"] == "login_required"
    op.clock.seconds += 7200
    assert arrived(service.asks(his, id_token_hint=mine["id_token"], prompt="none"))["code"], "expired is fine"


def test_azr_23_request_objects_are_never_half_read(service: Service) -> None:
    for request in ("eyJhbGciOiJub25lIn0.e30.", "not a token", ""):
        assert error(service.asks(browser(), request=request)) == "request_not_supported"


def test_azr_24_no_document_is_fetched_for_a_request_uri(op: Installation, service: Service) -> None:
    for uri in ("http://127.0.0.1:1/r", "file:///etc/passwd", "https://evil.test/r", "urn:ietf:params:oauth:request_uri:x"):
        assert error(service.asks(browser(), request_uri=uri)) == "request_uri_not_supported"
    assert not op.discovery()["request_uri_parameter_supported"]


@pytest.mark.parametrize("parameters", [
    {"code_challenge": "A" * 43, "code_challenge_method": "plain"}, {"code_challenge": "A" * 43},
    {"code_challenge": "A" * 43, "code_challenge_method": "S512"}, {"code_challenge_method": "S256"},
    {"code_challenge": "A" * 42, "code_challenge_method": "S256"}, {"code_challenge": "A" * 129, "code_challenge_method": "S256"},
    {"code_challenge": "A" * 42 + "!", "code_challenge_method": "S256"},
], ids=lambda value: urlencode(value)[:40])
def test_azr_25_odd_pkce(op: Installation, service: Service, parameters: dict[str, str]) -> None:
    assert error(service.asks(browser(), **parameters)) == "invalid_request"
    public = op.register("public", client_secret=None, token_endpoint_auth_method="none")
    assert error(public.asks(browser())) == "invalid_request", "PKCE is required of public clients"


def test_azr_26_prompt_combinations(service: Service) -> None:
    for prompt in ("none login", "none none consent", "something", "login something"):
        assert error(service.asks(browser(), prompt=prompt)) == "invalid_request"
    assert error(service.asks(browser(), prompt="none")) == "login_required"
    person = browser()
    service.tokens(person)
    assert error(service.asks(person, prompt="none", scope="openid phone")) == "consent_required"
    assert service.asks(person, prompt="select_account").has("idp-ameli")
    assert service.asks(person, prompt="consent").has("consent-continue")


def test_azr_27_levels(service: Service) -> None:
    tokens = service.tokens(browser(), acr_values="unknown:level")
    assert tokens["claims"]["acr"] == "eidas1", "the level reached is said, whatever was asked"
    page = service.asks(browser(), acr_values="eidas3")
    assert not page.has("idp-impots") or page.form_with("idp-impots"), page.url
    assert "disabled" in re.search(r"<button[^>]*idp-impots[^>]*>", page.text).group(0)  # type: ignore[union-attr]
    wanted = json.dumps({"id_token": {"acr": {"essential": True, "value": "eidas9"}}})
    assert error(service.asks(browser(), claims=wanted)) == "unmet_authentication_requirements"


def test_azr_28_a_provider_that_is_forbidden(op: Installation) -> None:
    providers = {each.slug: each for each in load_settings(config_folder(), op.addresses).identity_providers}
    listed = op.register("listed", idpFilterExclude=False, idpFilterList=[providers["ameli"].uid])
    person = browser()
    page = listed.asks(person)
    assert not page.has("idp-impots")
    form = page.form_with("idp-ameli")
    assert told(person.submits(form, {"providerUid": providers["impots"].uid}, press="idp-ameli")) == "Y020023"
    assert told(person.submits(form, {"providerUid": "nobody"}, press="idp-ameli")) != ""
    service = Service(op)
    person = browser()
    form = service.asks(person).form_with("idp-impots")
    off = providers["impots"].document() | {"active": False}
    op.control.set(PROVIDERS, providers["impots"].uid, json.dumps(off).encode())
    assert told(person.submits(form, press="idp-impots")) != ""


def test_azr_29_hostile_state(op: Installation, service: Service) -> None:
    for state in ('"><script>alert(1)</script>', "a\r\nb", "état ☕", "%00%0d%0a", "x" * 512, " "):
        assert service.logs_in(browser(), state=state)["state"] == state
        page = service.asks(browser(), state=state)
        assert "<script>alert" not in page.text
    stayed(service.asks(browser(), state="x" * 60_000, method="POST"), "P030002")


def test_azr_30_markup_in_client_data(op: Installation) -> None:
    named = op.register("named", client_name='<script>alert("x")</script>', logo_uri="https://rp.test/<svg onload=x>")
    page = named.asks(browser(), login_hint="<img src=x onerror=y>", ui_locales="<b>", scope="openid <i>")
    assert page.has("idp-impots")
    for markup in ("<script>alert", "<svg", "<img src=x", "<b>", "<i>"):
        assert markup not in page.text
    assert "script-src 'self'" in page.header("Content-Security-Policy")


def test_azr_31_unknown_or_disabled_client(op: Installation) -> None:
    op.register("off", active=False)
    for client_id in (secrets.token_hex(8), "off", "moncompteformation", "", "\x01"):
        page = Service(op, client_id).asks(browser())
        assert page.status in {400, 404}
        assert told(page) == "Y04EA6EF"


@pytest.mark.parametrize("changed", [{"nonce": None}, {"state": None}, {"nonce": "n"}, {"state": "s"}, {"nonce": "n" * 512},
                                     {"state": "s" * 512}], ids=str)
def test_azr_32_state_and_nonce_are_optional_and_may_be_long(service: Service, changed: dict[str, str | None]) -> None:
    answer = service.logs_in(browser(), **changed)
    claims = service.verified(json_of(service.redeems(answer["code"]), 200))["claims"]
    if "nonce" in changed:
        assert claims.get("nonce") == changed["nonce"]
    if "state" in changed:
        assert answer.get("state") == changed["state"]
    assert error(service.asks(browser(), nonce="n" * 513)) == "invalid_request"


def test_azr_33_exhaustion(op: Installation, service: Service) -> None:
    many = urlencode({**service.request(), **{f"extra{number}": "x" for number in range(1000)}})
    page = Person().request("POST", op.issuer + "/oidc/authorize", many)
    assert page.status in {303, 400, 413}
    long = Person().request("GET", op.issuer + "/oidc/authorize?" + urlencode({**service.request(), "extra": "x" * 1_000_000}))
    assert long.status in {400, 413, 414, 431}
    person = browser()
    for _ in range(30):
        service.asks(person)
    assert sum(name.startswith("hub-openid_journey_") for name in person.cookies["localhost"]) <= 8, "old tabs are let go"
    op.clock.seconds += 1801
    assert told(person.opens(person.visited[-1])) != "", "an interaction has an end"


def test_azr_34_pushed_requests_are_not_offered(op: Installation, service: Service) -> None:
    assert "pushed_authorization_request_endpoint" not in op.discovery()
    assert Person().request("POST", op.issuer + "/oidc/par", "a=b").status == 404
    assert error(service.asks(browser(), request_uri="urn:ietf:params:oauth:request_uri:abc")) == "request_uri_not_supported"
