"""Toward the identity providers: what is asked, what is verified, what each failure becomes (contract §4, §5; facts 13, 29)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from house import CALLBACK, STATE, UIDS, Backend, House, Visitor, claims_of, json_of
from odd_provider import IDENTITY, OddProvider

from broker.registry import PROVIDERS
from doublure.testing.pages import Page


def through(visitor: Visitor, odd: OddProvider, **changed: str) -> Page:
    """To the odd provider, which answers at once."""
    visitor.asks(**changed)
    return visitor.presses("idp-odd")


def test_the_request_to_a_provider_has_prompt_login_one_level_and_64_hexadecimal_characters(
    visitor: Visitor, odd: OddProvider, house: House
) -> None:
    assert through(visitor, odd).has("consent-continue")
    asked = odd.asked
    assert (asked["prompt"], asked["acr_values"], asked["response_type"]) == ("login", "eidas1", "code")
    assert asked["redirect_uri"] == f"{house.hub}/oidc-callback"
    assert asked["scope"] == "openid profile email birth"
    for name in ("state", "nonce"):
        assert len(asked[name]) == 64
        assert set(asked[name]) <= set("0123456789abcdef")
    assert asked["state"] != asked["nonce"]


def test_a_provider_is_never_asked_below_its_own_lowest_level(visitor: Visitor, odd: OddProvider, house: House) -> None:
    house.control.set(PROVIDERS, odd.uid, json.dumps(odd.registration(allowedAcr=["eidas2", "eidas3"])).encode())
    assert through(visitor, odd).has("consent-continue")
    assert odd.asked["acr_values"] == "eidas2"


def test_an_error_of_the_provider_brings_back_to_the_choice_with_a_banner_and_the_party_is_not_called(
    visitor: Visitor, odd: OddProvider, house: House
) -> None:
    odd.answers["authorization"] = {"code": None, "error": "access_denied", "error_description": "no"}
    page = through(visitor, odd)
    assert page.status == 200
    assert "Fournisseur bizarre" in page.said("interaction-error-message")
    assert not any(url.startswith("http://localhost:3000") for url in visitor.visited)
    assert visitor.proves().has("consent-continue"), "another provider still works"


@pytest.mark.parametrize(("answer", "code", "status"), [
    ({"authorization": {"state": None}}, "Y020021", 400),
    ({"authorization": {"code": None}}, "Y020025", 400),
    ({"authorization": {"state": "0" * 64}}, "Y020022", 403),
    ({"authorization": {"iss": "http://localhost:1/evil"}}, "Y020022", 403),
    ({"authorization": {"iss": None}}, "Y020022", 403),
    ({"token_status": 500}, "Y020026", 502),
    ({"token_status": 200}, "Y020026", 502),
    ({"id_token": {"nonce": "another"}}, "Y020026", 502),
    ({"id_token": {"aud": "somebody-else"}}, "Y020026", 502),
    ({"id_token": {"iss": "http://localhost:1"}}, "Y020026", 502),
    ({"id_token": {"exp": 1}}, "Y020026", 502),
    ({"token": {"id_token": "e30.e30.e30"}}, "Y020026", 502),
    ({"token": {"id_token": None}}, "Y020026", 502),
    ({"token": {"access_token": ""}}, "Y020026", 502),
    ({"userinfo_status": 401}, "Y020027", 502),
    ({"userinfo_status": 500}, "Y020027", 502),
    ({"userinfo_body": "garbage"}, "Y020027", 502),
    ({"userinfo": {"sub": "somebody-else"}}, "Y020027", 502),
    ({"id_token": {"acr": None}}, "Y020030", 500),
    ({"id_token": {"acr": "http://level"}}, "Y020030", 500),
    ({"id_token": {"acr": "eidas0"}}, "Y100001", 500),
    ({"id_token": {"acr": "eidas3"}}, "Y100018", 400),
])
def test_each_failure_of_a_provider_has_its_page(
    visitor: Visitor, odd: OddProvider, answer: dict[str, Any], code: str, status: int
) -> None:
    odd.answers.update(answer)
    page = through(visitor, odd)
    assert (page.said("error-code"), page.status) == (code, status), page.said("diagnosis")
    assert "Traceback" not in page.text


def test_a_userinfo_without_sub_has_its_page(visitor: Visitor, odd: OddProvider) -> None:
    odd.answers["userinfo"] = {"sub": None}
    assert through(visitor, odd).said("error-code") in {"Y020027", "Y020029"}


@pytest.mark.parametrize("claims", [
    {"given_name": None}, {"given_name": ""}, {"given_name": "x" * 257}, {"family_name": None}, {"family_name": "x" * 257},
    {"birthdate": None}, {"birthdate": "1980"}, {"birthdate": "1980-00-03"}, {"birthdate": "1980-02-30"},
    {"birthdate": "03/02/1980"}, {"gender": None}, {"gender": "F"}, {"birthcountry": None}, {"birthcountry": "FR"},
    {"birthplace": None}, {"birthplace": "2C004"}, {"birthplace": "Paris"}, {"email": None}, {"email": "nobody"},
    {"preferred_username": 3},
])
def test_an_identity_that_breaks_one_rule_is_y600006(visitor: Visitor, odd: OddProvider, claims: dict[str, Any]) -> None:
    odd.answers["userinfo"] = claims
    page = through(visitor, odd)
    assert (page.said("error-code"), page.status) == ("Y600006", 400)
    assert next(iter(claims)) in page.said("diagnosis")


@pytest.mark.parametrize("claims", [
    {"birthdate": "1980-02-00"}, {"birthdate": "1980-00-00"}, {"gender": "unspecified"}, {"birthplace": "2A004"},
    {"birthplace": None, "birthcountry": "99352"}, {"birthplace": "Alger", "birthcountry": "99352"}, {"unknown": "claim"},
    {"given_name": "x" * 256}, {"preferred_username": None},
])
def test_an_identity_within_the_rules_is_accepted(
    visitor: Visitor, odd: OddProvider, house: House, claims: dict[str, Any]
) -> None:
    house.inscribe(IDENTITY | claims)
    odd.answers["userinfo"] = claims
    assert through(visitor, odd).has("consent-continue")


def test_the_way_back_from_an_error_page_gives_the_party_the_error_of_the_page(
    visitor: Visitor, odd: OddProvider, house: House
) -> None:
    odd.answers["userinfo"] = {"email": None}
    through(visitor, odd)
    visitor.presses("back-to-sp-link")
    assert visitor.answer() == {
        "error": "server_error", "state": STATE, "iss": house.hub,
        "error_description": "authentication aborted due to a technical error on the authorization server",
    }


def test_a_provider_that_does_not_answer_at_all_brings_back_to_the_choice(
    visitor: Visitor, house: House, odd: OddProvider
) -> None:
    uid = "11111111-2222-4333-8444-555555555555"
    gone = odd.registration(uid=uid, slug="gone", url="http://localhost:9", title="Parti")
    house.control.set(PROVIDERS, uid, json.dumps(gone).encode())
    visitor.asks()
    page = visitor.presses("idp-gone")
    assert "Parti" in page.said("interaction-error-message")
    assert visitor.proves().has("consent-continue")


def test_a_disabled_account_is_y180001(visitor: Visitor) -> None:
    visitor.asks()
    page = visitor.proves("impots", "bloque")
    assert (page.said("error-code"), page.status) == ("Y180001", 403)
    visitor.presses("back-to-sp-link")
    assert visitor.answer()["error"] == "access_denied"


def test_an_identity_without_an_e_mail_is_y600006(visitor: Visitor, odd: OddProvider) -> None:
    odd.answers["userinfo"] = {"email": None}
    assert through(visitor, odd).said("error-code") == "Y600006"


def test_a_callback_without_the_hubs_cookie_is_y190001(visitor: Visitor, odd: OddProvider) -> None:
    through(visitor, odd)
    callback = next(url for url in visitor.visited if "/oidc-callback" in url)
    other = Visitor(visitor.house)
    page = other.opens(callback)
    assert (page.said("error-code"), page.status) == ("Y190001", 401)


def test_a_replayed_callback_is_y420001_and_the_login_goes_on(visitor: Visitor, odd: OddProvider) -> None:
    through(visitor, odd)
    consent = visitor.visited[-1]
    callback = next(url for url in visitor.visited if "/oidc-callback" in url)
    page = visitor.opens(callback)
    assert (page.said("error-code"), page.status) == ("Y420001", 400)
    assert visitor.opens(consent).has("consent-continue")


def test_only_the_latest_departure_returns(visitor: Visitor, house: House, odd: OddProvider) -> None:
    visitor.asks()
    choice = visitor.visited[-1]
    visitor.presses("idp-impots")
    stale = visitor.visited[-1]
    visitor.opens(choice)
    assert visitor.presses("idp-odd").has("consent-continue")
    visitor.opens(stale)
    page = visitor.presses("login-submit", {"identifier": "bruno", "password": "123"})
    assert page.said("error-code") in {"Y020022", "Y420001"}


def test_a_suspicious_context_leaves_only_providers_whose_lowest_level_is_substantial(visitor: Visitor, house: House) -> None:
    page = visitor.asks()
    headers = {"x-suspicious": "1"}
    suspicious = visitor.request("GET", page.url, None, headers)
    assert "disabled" in suspicious.text
    assert not any(item.sent for form in suspicious.forms for item in form.fields if item.testid.startswith("idp-"))


def test_an_excluded_provider_is_refused_even_when_posted_by_hand(visitor: Visitor, house: House) -> None:
    house.register(client_id="picky", idpFilterExclude=True, idpFilterList=[UIDS["ameli"]], redirect_uris=[CALLBACK])
    page = visitor.asks(client_id="picky")
    page = visitor.submits(page.form_with("idp-impots"), {"providerUid": UIDS["ameli"]})
    assert (page.said("error-code"), page.status) == ("Y020023", 403)


def test_an_inactive_provider_is_shown_disabled_and_refused(visitor: Visitor, house: House) -> None:
    house.reshape("ameli", active=False)
    page = visitor.asks()
    assert "Indisponible" in page.said("idp-ameli")
    page = visitor.submits(page.form_with("idp-impots"), {"providerUid": UIDS["ameli"]})
    assert (page.said("error-code"), page.status) == ("Y020017", 500)


def test_an_unknown_provider_is_refused(visitor: Visitor) -> None:
    page = visitor.asks()
    page = visitor.submits(page.form_with("idp-impots"), {"providerUid": "00000000-0000-4000-8000-000000000000"})
    assert (page.said("error-code"), page.status) == ("Y020019", 500)


def test_a_hidden_provider_is_not_shown(visitor: Visitor, house: House) -> None:
    house.reshape("ameli", display=False)
    assert not visitor.asks().has("idp-ameli")


def test_a_beta_provider_bears_its_badge(visitor: Visitor, house: House) -> None:
    house.reshape("ameli", isBeta=True)
    assert "BETA" in visitor.asks().said("idp-ameli")


def test_a_notice_stands_between_choice_and_departure_where_a_provider_wants_one(visitor: Visitor, house: House) -> None:
    house.reshape("ameli", modal={"active": True, "title": "À lire", "body": "Attention.", "continueText": "J’ai lu"})
    visitor.asks()
    page = visitor.presses("idp-ameli")
    assert "À lire" in page.title
    assert visitor.presses("modal-continue").url.startswith(house.addresses.public("ameli"))


def test_a_provider_that_answers_higher_than_asked_gives_the_party_the_level_of_the_platform(
    visitor: Visitor, odd: OddProvider, house: House
) -> None:
    odd.answers["id_token"] = {"acr": "eidas2"}
    through(visitor, odd)
    visitor.presses("consent-continue")
    token = json_of(Backend(house).redeems(visitor.answer()["code"]))["id_token"]
    assert claims_of(token)["acr"] == "eidas1"


def test_a_login_forced_through_a_weak_provider_in_a_suspicious_context_loops_back_to_the_choice(
    visitor: Visitor, odd: OddProvider, house: House
) -> None:
    visitor.asks()
    visitor.stop_at = (f"{house.hub}/interaction/",)
    verify = visitor.presses("idp-odd").url
    answered = visitor.request("GET", verify, None, {"x-suspicious": "1"})
    assert answered.status == 303
    assert "/verify" not in answered.header("Location")
    assert any(record.event.kind == "event" and record.event.name == "FC_IDP_INSUFFICIENT_ACR" for record in house.ring.records())
