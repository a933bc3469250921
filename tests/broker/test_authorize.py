"""/authorize, row by row (contract §1.2, §1.3; facts 2 to 13)."""

from __future__ import annotations

import pytest
from house import CALLBACK, NONCE, STATE, UIDS, House, Visitor


def refused_on_a_page(page: object, code: str, status: int) -> None:
    assert (page.status, page.said("error-code")) == (status, code), page.said("diagnosis")  # type: ignore[attr-defined]


@pytest.mark.parametrize("missing", ["client_id", "response_type", "redirect_uri", "scope", "acr_values", "nonce", "state"])
def test_a_required_parameter_that_is_missing_is_refused(visitor: Visitor, missing: str) -> None:
    page = visitor.asks(without=missing)
    refused_on_a_page(page, "Y030007", 400)
    assert missing in page.said("diagnosis")
    assert not page.has("back-to-sp-link")


@pytest.mark.parametrize("extra", [
    "login_hint", "max_age", "display", "response_mode", "id_token_hint", "code_challenge", "code_challenge_method", "request",
    "request_uri", "registration", "resource", "audience", "utm_source", "_",
])
def test_a_parameter_outside_the_list_is_refused(visitor: Visitor, extra: str) -> None:
    refused_on_a_page(visitor.asks(**{extra: "x"}), "Y030007", 400)


def test_ui_locales_is_accepted_and_ignored(visitor: Visitor) -> None:
    assert visitor.asks(ui_locales="en").has("idp-impots")


def test_a_repeated_parameter_is_refused(visitor: Visitor, house: House) -> None:
    visitor.asks()
    page = visitor.opens(f"{visitor.visited[0]}&scope=openid")
    refused_on_a_page(page, "Y030007", 400)


@pytest.mark.parametrize(("length", "accepted"), [(21, False), (22, True), (512, True)])
def test_a_nonce_has_at_least_22_characters(visitor: Visitor, length: int, accepted: bool) -> None:
    page = visitor.asks(nonce="n" * length)
    assert page.has("idp-impots") is accepted
    if not accepted:
        refused_on_a_page(page, "Y030007", 400)
        assert "<21 characters>" in page.said("diagnosis")


def test_state_has_no_minimum_length(visitor: Visitor) -> None:
    assert visitor.asks(state="s").has("idp-impots")


@pytest.mark.parametrize("prompt", ["", "none", "select_account", "login none", "LOGIN", "login  consent"])
def test_a_prompt_other_than_login_and_consent_is_refused(visitor: Visitor, prompt: str) -> None:
    refused_on_a_page(visitor.asks(prompt=prompt), "Y030007", 400)


@pytest.mark.parametrize("prompt", ["login", "consent", "login consent", "consent login"])
def test_prompt_login_and_consent_are_accepted(visitor: Visitor, prompt: str) -> None:
    assert visitor.asks(prompt=prompt).has("idp-impots")


@pytest.mark.parametrize("uri", ["not-an-address", "//host/x", "https://", "javascript:alert(1)", "http://intranet/callback", ""])
def test_a_redirect_uri_that_is_no_absolute_address_is_refused(visitor: Visitor, uri: str) -> None:
    refused_on_a_page(visitor.asks(redirect_uri=uri), "Y030007", 400)


@pytest.mark.parametrize(("pieces", "accepted"), [(64, True), (65, False)])
def test_acr_values_has_at_most_64_pieces(visitor: Visitor, pieces: int, accepted: bool) -> None:
    assert visitor.asks(acr_values=" ".join(["eidas1"] * pieces)).has("idp-impots") is accepted


def test_an_unknown_client_stays_on_a_page(visitor: Visitor) -> None:
    page = visitor.asks(client_id="nobody")
    refused_on_a_page(page, "Y04EA6EF", 400)
    assert not page.has("back-to-sp-link")


def test_an_unknown_client_by_post_gets_the_same_page(visitor: Visitor) -> None:
    refused_on_a_page(visitor.asks(method="POST", client_id="nobody"), "Y04EA6EF", 400)


def test_an_inactive_client_is_an_unknown_one(visitor: Visitor, house: House) -> None:
    house.register(client_id="asleep", active=False)
    refused_on_a_page(visitor.asks(client_id="asleep"), "Y04EA6EF", 400)


@pytest.mark.parametrize("uri", [CALLBACK + "/", CALLBACK + "?x=1", CALLBACK + "#f", "http://localhost:3000/Callback",
                                 "http://127.0.0.1:3000/callback", "http://localhost:3001/callback"])
def test_a_redirect_uri_differs_from_a_registered_one_by_one_character_and_stays_on_a_page(visitor: Visitor, uri: str) -> None:
    refused_on_a_page(visitor.asks(redirect_uri=uri), "Y04C013C", 400)


def test_redirect_uri_and_scope_wrong_together_have_a_code_of_their_own(visitor: Visitor) -> None:
    refused_on_a_page(visitor.asks(redirect_uri=CALLBACK + "/no", scope="email"), "Y040001", 400)


@pytest.mark.parametrize(("changed", "error", "description"), [
    ({"response_type": ""}, "invalid_request", "missing required parameter 'response_type'"),
    ({"response_type": "codex"}, "unsupported_response_type", "unsupported response_type requested"),
    ({"scope": "email"}, "invalid_request", "openid scope must be requested when using the acr_values parameter"),
    ({"claims": "{"}, "invalid_request", "could not parse the claims parameter JSON"),
    ({"claims": "[]"}, "invalid_request", "claims parameter should be a JSON object"),
    ({"claims": '{"id_token": 3}'}, "invalid_request", "claims.id_token should be an object"),
    ({"idp_hint": "nowhere"}, "invalid_idp_hint", "An idp_hint was provided but is not allowed"),
])
def test_what_travels_carries_error_description_state_and_iss_only(
    visitor: Visitor, house: House, changed: dict[str, str], error: str, description: str
) -> None:
    visitor.asks(**changed)
    assert visitor.answer() == {"error": error, "error_description": description, "state": STATE, "iss": house.hub}
    assert visitor.page is not None
    assert visitor.page.status == 303


@pytest.mark.parametrize("kind", ["token", "id_token", "code id_token"])
def test_response_types_that_speak_of_tokens_are_answered_in_the_fragment(visitor: Visitor, kind: str) -> None:
    page = visitor.asks(response_type=kind)
    assert page.url.startswith(CALLBACK + "#error=unsupported_response_type")


def test_a_known_scope_that_is_not_granted_travels_with_its_name(visitor: Visitor, house: House) -> None:
    visitor.asks(scope="openid email cnam_caisse")
    assert visitor.answer() == {
        "error": "invalid_scope", "error_description": "requested scope is not allowed", "scope": "cnam_caisse", "state": STATE,
        "iss": house.hub,
    }


@pytest.mark.parametrize("unknown", ["address", "phone", "offline_access", "anything"])
def test_an_unknown_scope_is_dropped_silently(visitor: Visitor, unknown: str) -> None:
    assert visitor.asks(scope=f"openid {unknown} email").has("idp-impots")


def test_amr_asked_without_entitlement_stays_on_a_page_with_a_way_back(visitor: Visitor, house: House) -> None:
    house.register(client_id="plain")
    page = visitor.asks(client_id="plain", claims='{"id_token":{"amr":{"essential":true}}}')
    refused_on_a_page(page, "Y100009", 400)
    assert page.has("back-to-sp-link")


def test_a_level_of_another_platform_travels_as_invalid_acr_from_the_interaction(visitor: Visitor, house: House) -> None:
    visitor.asks(acr_values="eidas2")
    assert visitor.answer() == {
        "error": "invalid_acr", "state": STATE, "iss": house.hub,
        "error_description": "acr_value is not valid, should be equal one of these values, expected eidas1, got eidas2",
    }
    assert any("/interaction/" in url for url in visitor.visited)


@pytest.mark.parametrize("values", ["eidas1", "foo", "", "foo bar", "eidas2 eidas1", "eidas3 eidas1 eidas2"])
def test_the_lowest_known_level_counts_and_the_default_when_none_is_known(visitor: Visitor, values: str) -> None:
    assert visitor.asks(acr_values=values).has("idp-impots")


def test_success_is_303_with_code_state_and_iss(visitor: Visitor, house: House) -> None:
    answer = visitor.arrives()
    assert set(answer) == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == (STATE, house.hub)
    assert len(answer["code"]) == 43
    assert visitor.page is not None
    assert visitor.page.status == 303


def test_a_post_is_as_good_as_a_get(visitor: Visitor) -> None:
    assert visitor.asks(method="POST").has("idp-impots")


def test_a_query_of_the_registered_redirect_uri_is_kept(visitor: Visitor, house: House) -> None:
    house.register(client_id="querying", redirect_uris=[CALLBACK + "?lang=fr"])
    assert visitor.arrives(client_id="querying", redirect_uri=CALLBACK + "?lang=fr")["lang"] == "fr"


def test_an_allowed_hint_leads_straight_to_the_provider(visitor: Visitor, house: House) -> None:
    house.register(client_id="hinting", allowedIdpHints=[UIDS["ameli"]])
    page = visitor.asks(client_id="hinting", idp_hint=UIDS["ameli"])
    assert page.url.startswith(house.addresses.public("ameli"))
    assert not any("/interaction/" in url for url in visitor.visited)


def test_a_hint_in_a_post_is_not_read(visitor: Visitor, house: House) -> None:
    house.register(client_id="hinting", allowedIdpHints=[UIDS["ameli"]])
    assert visitor.asks(method="POST", client_id="hinting", idp_hint=UIDS["ameli"]).has("idp-impots")


def test_the_session_identifier_is_renewed_at_each_authorize(visitor: Visitor) -> None:
    visitor.asks()
    first = visitor.cookies["localhost"]["fc_session_id"]
    visitor.asks()
    second = visitor.cookies["localhost"]["fc_session_id"]
    assert len(first) == len(second) == 64
    assert first != second


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "acr_values", "nonce", "state", "prompt", "claims",
                                  "idp_hint", "ui_locales", "response_type", "x"])
@pytest.mark.parametrize("value", ["", "a" * 60_000, "\x00", "<script>alert(1)</script>", "%FF", "\r\nSet-Cookie: a=b", "é" * 40])
def test_any_value_of_any_parameter_gets_a_documented_answer_and_is_never_reflected_raw(
    visitor: Visitor, name: str, value: str
) -> None:
    page = visitor.asks(**{name: value})
    assert page.status < 500
    assert "<script>alert(1)" not in page.text
    if page.status == 400:
        assert page.said("error-code").startswith("Y0")


def test_a_query_that_is_not_utf8_gets_the_page_of_a_refused_parameter(visitor: Visitor, house: House) -> None:
    page = visitor.opens(f"{house.hub}/authorize?client_id=%FF&nonce={NONCE}")
    refused_on_a_page(page, "Y030007", 400)
