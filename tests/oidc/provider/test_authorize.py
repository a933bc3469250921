"""The authorization endpoint: who may ask for what, and where the answer goes (RFC 6749 §4.1.2, RFC 9207, Core §3.1.2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from doublure.exchange import Parameters, Request
from doublure.journal import CheckRan, Thread, Trail
from doublure.oidc.authorization_errors import AccessDenied
from doublure.oidc.errors import InvalidClient, InvalidRequest, ProtocolError
from doublure.oidc.keys import KeyRing
from doublure.oidc.provider import authorize, option_rules
from doublure.oidc.provider import authorize_rules as rules
from doublure.oidc.provider.authorization_request import AuthorizationRequest
from doublure.oidc.provider.authorize_table import PLAIN_AUTHORIZE_ROWS
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.response_modes import fragment
from doublure.oidc.provider.table import Row
from doublure.oidc.seams import Message, Passage
from tests.oidc.provider.issuer import CALLBACK, CHALLENGE, ISSUER, Issuer, client, query

USUAL = {
    "client_id": "party", "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid email", "state": "s" * 32,
    "nonce": "n" * 32,
}


@pytest.fixture
def trail(issuer: Issuer) -> Trail:
    return issuer.provider.trail(Thread(trace="cd" * 16))


def _check(issuer: Issuer, trail: Trail, **changes: str | None) -> rules.AuthorizeQuestion:
    pairs = {name: value for name, value in (USUAL | changes).items() if value is not None}
    return authorize.check(issuer.provider, Request(path="/authorize", query=Parameters.of(pairs)), trail)


def _passage(issuer: Issuer) -> Passage:
    return issuer.provider.passage(Message.AUTHORIZATION_RESPONSE, Thread(trace="cd" * 16), "party")


def _caught(issuer: Issuer) -> str:
    events = (record.event for record in issuer.ring.records())
    return [event for event in events if isinstance(event, CheckRan) and not event.passed][-1].rule


def test_a_right_request_is_read_as_it_was_sent(issuer: Issuer, trail: Trail) -> None:
    asked = _check(issuer, trail, scope="email openid email", acr_values="eidas1  eidas2", prompt="login", max_age="60",
                   idp_hint="abc", ui_locales="fr en").asked
    assert asked.scope == ("email", "openid")
    assert asked.acr_values == ("eidas1", "eidas2")
    assert (asked.prompt, asked.seconds, asked.ui_locales) == (("login",), 60, ("fr", "en"))
    assert asked.extras == (("idp_hint", "abc"),)


def test_a_post_is_read_from_its_form(issuer: Issuer, trail: Trail) -> None:
    request = Request(method="POST", form=Parameters.of(USUAL), query=Parameters.of({"client_id": "nobody"}))
    assert authorize.check(issuer.provider, request, trail).asked.client_id == "party"


ON_PAGE: dict[str, tuple[str, dict[str, str | None]]] = {
    "no client_id": ("client_presented", {"client_id": None}),
    "an unknown client": ("client_known", {"client_id": "nobody"}),
    "no redirect_uri": ("redirect_uri_present", {"redirect_uri": None}),
    **{f"redirect_uri {uri}": ("redirect_uri_registered", {"redirect_uri": uri}) for uri in (
        "http://evil.test/callback", "http://localhost:3000/callback?tenant=1/evil", "http://localhost:3000/callback/?tenant=1",
        "http://localhost:3000/callback/../evil?tenant=1", "http://localhost:3000/%2e%2e/callback?tenant=1",
        "http://sub.localhost:3000/callback?tenant=1", "http://localhost:3000@evil.test/callback?tenant=1",
        "http://localhost:3000\\@evil.test/callback?tenant=1", "https://localhost:3000/callback?tenant=1",
        "http://localhost:8443/callback?tenant=1", "http://localhost/callback?tenant=1",
        "http://LOCALHOST:3000/callback?tenant=1", "http://localhost:3000/Callback?tenant=1",
        "http://localhost:3000/callback", "http://localhost:3000/callback?tenant=1&next=evil",
        "http://localhost:3000/callback?tenant=1#x", "http://127.0.0.1:3000/callback?tenant=1",
        "http://[::1]:3000/callback?tenant=1", "javascript:alert(1)", "//evil.test/", " " + CALLBACK, CALLBACK + "\r\n",
        CALLBACK + "\x00",
    )},
}


@pytest.mark.parametrize("crime", ON_PAGE)
def test_a_request_that_is_not_surely_the_clients_is_refused_on_a_page(issuer: Issuer, trail: Trail, crime: str) -> None:
    rule, changes = ON_PAGE[crime]
    with pytest.raises(ProtocolError) as refused:
        _check(issuer, trail, **changes)
    assert (_caught(issuer), refused.value.travels) == (rule, False)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "state", "unknown"])
def test_a_parameter_sent_twice_is_refused_on_a_page(issuer: Issuer, trail: Trail, name: str) -> None:
    pairs = (*USUAL.items(), (name, "evil"), (name, USUAL.get(name, "evil")))
    with pytest.raises(ProtocolError) as refused:
        authorize.check(issuer.provider, Request(query=Parameters(pairs)), trail)
    assert (_caught(issuer), refused.value.travels) == ("parameters_once", False)


def test_an_unreadable_request_is_refused_on_a_page(issuer: Issuer, trail: Trail) -> None:
    with pytest.raises(ProtocolError) as refused:
        authorize.check(issuer.provider, Request(fault="not UTF-8"), trail)
    assert not refused.value.travels


TRAVELLING: dict[str, tuple[str, str, dict[str, str | None]]] = {
    "no response_type": ("response_type_present", "invalid_request", {"response_type": None}),
    "implicit": ("response_type_code", "unsupported_response_type", {"response_type": "id_token token"}),
    "hybrid": ("response_type_code", "unsupported_response_type", {"response_type": "code token"}),
    "fragment": ("response_mode_query", "invalid_request", {"response_mode": "fragment"}),
    "web_message": ("response_mode_query", "invalid_request", {"response_mode": "web_message"}),
    "request object": ("request_absent", "request_not_supported", {"request": "e30.e30."}),
    "request_uri": ("request_uri_absent", "request_uri_not_supported", {"request_uri": "http://169.254.169.254/"}),
    "registration": ("registration_absent", "registration_not_supported", {"registration": "{}"}),
    "no scope": ("openid_asked", "invalid_scope", {"scope": None}),
    "no openid": ("openid_asked", "invalid_scope", {"scope": "email"}),
    "odd prompt": ("prompt_known", "invalid_request", {"prompt": "sudo"}),
    "none with login": ("prompt_none_alone", "invalid_request", {"prompt": "none login"}),
    "max_age text": ("max_age_number", "invalid_request", {"max_age": "soon"}),
    "max_age negative": ("max_age_number", "invalid_request", {"max_age": "-1"}),
    "max_age in other digits": ("max_age_number", "invalid_request", {"max_age": "٣"}),
    "claims not JSON": ("claims_readable", "invalid_request", {"claims": "{"}),
    "claims a list": ("claims_readable", "invalid_request", {"claims": "[]"}),
    "claims too deep": ("claims_readable", "invalid_request", {"claims": "[" * 20_000}),
    "PKCE plain": ("challenge_method_s256", "invalid_request", {
        "code_challenge": CHALLENGE, "code_challenge_method": "plain"}),
    "PKCE without method": ("challenge_method_s256", "invalid_request", {"code_challenge": CHALLENGE}),
    "PKCE s256 in lower case": ("challenge_method_s256", "invalid_request", {
        "code_challenge": CHALLENGE, "code_challenge_method": "s256"}),
    "PKCE method alone": ("challenge_well_formed", "invalid_request", {"code_challenge_method": "S256"}),
    "PKCE short": ("challenge_well_formed", "invalid_request", {
        "code_challenge": CHALLENGE[:-1], "code_challenge_method": "S256"}),
    "PKCE empty": ("challenge_well_formed", "invalid_request", {"code_challenge": "", "code_challenge_method": "S256"}),
}


@pytest.mark.parametrize("crime", TRAVELLING)
def test_a_fault_of_a_known_client_travels_to_its_redirect_uri(issuer: Issuer, trail: Trail, crime: str) -> None:
    rule, error, changes = TRAVELLING[crime]
    with pytest.raises(ProtocolError) as refused:
        _check(issuer, trail, **changes)
    assert (_caught(issuer), refused.value.error, refused.value.travels) == (rule, error, True)
    answer = authorize.refuse(issuer.provider, CALLBACK, refused.value, "s" * 32, _passage(issuer))
    assert answer.status == 303
    assert set(query(answer)) == {"tenant", "error", "error_description", "state", "iss"}


def test_a_client_registered_with_pkce_and_every_public_one_must_send_a_challenge(keys: KeyRing) -> None:
    for odd in (client(pkce="required"), client(token_endpoint_auth_method=("none",), secret=None)):
        issuer = Issuer(keys, odd)
        with pytest.raises(ProtocolError):
            _check(issuer, issuer.provider.trail(Thread(trace="x")))
        assert _caught(issuer) == "challenge_present"
        _check(issuer, issuer.provider.trail(Thread(trace="x")), code_challenge=CHALLENGE, code_challenge_method="S256")


def test_unknown_parameters_are_ignored_unless_the_issuer_lists_what_it_knows(issuer: Issuer, trail: Trail) -> None:
    assert _check(issuer, trail, utm_source="x").client is not None
    strict = Row("only", rules.only_parameters(*USUAL), "§1.2", saying(InvalidRequest, "invalid parameter"))
    request = Request(query=Parameters.of(USUAL | {"utm_source": "x"}))
    with pytest.raises(InvalidRequest):
        authorize.check(issuer.provider, request, trail, (strict, *PLAIN_AUTHORIZE_ROWS))


@pytest.mark.parametrize(("check", "lawful", "unlawful"), [
    (option_rules.nonce_between(22, 512, required=True), {"nonce": "n" * 22}, {"nonce": "n" * 21}),
    (option_rules.nonce_between(22, 512, required=True), {"nonce": "n" * 512}, {"nonce": ""}),
    (option_rules.nonce_between(22, 512, required=True), {"nonce": "n" * 435}, {}),
    (option_rules.nonce_between(1, 512, required=False), {}, {"nonce": "n" * 513}),
    (rules.present("acr_values"), {"acr_values": "eidas1"}, {}),
    (rules.scope_granted, {"scope": "openid email"}, {"scope": "openid dgfip_rfr"}),
])
def test_rules_that_only_some_issuers_have_are_there_to_be_listed(
        issuer: Issuer, check: Any, lawful: dict[str, str], unlawful: dict[str, str]) -> None:
    def asked(parameters: dict[str, str]) -> rules.AuthorizeQuestion:
        return authorize.ask(issuer.provider, Request(query=Parameters.of({"client_id": "party"} | parameters)))

    assert check(asked(lawful)) is None
    assert check(asked(unlawful)) is not None


def test_a_house_cannot_forget_the_rules_that_keep_an_answer_from_strangers(issuer: Issuer, trail: Trail) -> None:
    with pytest.raises(ProtocolError) as refused:
        authorize.check(issuer.provider, Request(query=Parameters.of(USUAL | {"redirect_uri": "http://evil.test/"})), trail, ())
    assert refused.value.error == "invalid_redirect_uri"


def test_what_is_granted_keeps_the_order_of_the_request(issuer: Issuer, trail: Trail) -> None:
    question = _check(issuer, trail, scope="email unknown openid identite_pivot dgfip_rfr")
    known = ("openid", "identite_pivot", "email", "dgfip_rfr")
    assert authorize.granted_scope(question, known) == ("email", "openid", "identite_pivot")


def test_every_answer_carries_iss_and_keeps_the_redirect_uris_own_query(issuer: Issuer) -> None:
    answer = authorize.respond(issuer.provider, CALLBACK, {"code": "abc", "state": 'é&=+ "<'}, _passage(issuer))
    assert answer.status == 303
    assert query(answer) == {"tenant": ["1"], "code": ["abc"], "state": ['é&=+ "<'], "iss": [ISSUER]}
    assert (answer.header("Location") or "").startswith(CALLBACK + "&code=")
    assert answer.header("Cache-Control") == "no-store"


def test_an_error_carries_iss_too_and_state_only_when_it_had_one(issuer: Issuer) -> None:
    denied = AccessDenied("User auth aborted")
    with_state = authorize.refuse(issuer.provider, CALLBACK, denied, "", _passage(issuer), extra={"scope": "x"})
    assert query(with_state) == {"tenant": ["1"], "error": ["access_denied"], "error_description": ["User auth aborted"],
                                 "scope": ["x"], "state": [""], "iss": [ISSUER]}
    assert "state" not in query(authorize.refuse(issuer.provider, CALLBACK, denied, None, _passage(issuer)))


def test_an_error_that_may_not_travel_is_raised_instead(issuer: Issuer) -> None:
    with pytest.raises(InvalidClient):
        authorize.refuse(issuer.provider, CALLBACK, InvalidClient("unknown client"), "s", _passage(issuer))


def test_an_answer_can_be_sent_in_the_fragment(issuer: Issuer) -> None:
    answer = authorize.respond(issuer.provider, CALLBACK, {"error": "x"}, _passage(issuer), mode=fragment)
    parts = urlsplit(answer.header("Location") or "")
    assert (parts.query, parse_qs(parts.fragment)) == ("tenant=1", {"error": ["x"], "iss": [ISSUER]})


def test_reading_never_raises_whatever_is_sent() -> None:
    asked = AuthorizationRequest.read(Parameters((("scope", "\x00 \ud800"), ("max_age", "9" * 50), ("prompt", " "))))
    assert (asked.prompt, asked.client_id) == ((), None)


def test_an_address_is_registered_for_nobody_when_the_client_is_unknown(issuer: Issuer) -> None:
    asked = Parameters.of({"client_id": "nobody", "redirect_uri": "http://evil.test/"})
    assert rules.redirect_uri_registered(authorize.ask(issuer.provider, Request(query=asked))) is not None
