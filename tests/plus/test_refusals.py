"""The plus column of contract §1.2 and §5.6 where it says the same as the other, with the same codes (facts 2 to 13, 29)."""

from __future__ import annotations

import pytest

from doublure.census import Census
from doublure.persona import document
from tests.broker.house import STATE, House, Visitor

ON_A_PAGE = [
    ("an unknown parameter", {"code_challenge": "x"}, "Y030007"), ("a nonce of 21 characters", {"nonce": "n" * 21}, "Y030007"),
    ("prompt none", {"prompt": "none"}, "Y030007"), ("an empty prompt", {"prompt": ""}, "Y030007"),
    ("65 levels", {"acr_values": " ".join(["eidas2"] * 65)}, "Y030007"), ("login_hint", {"login_hint": "x"}, "Y030007"),
    ("a request object", {"request": "x"}, "Y030007"), ("a response mode", {"response_mode": "query"}, "Y030007"),
    ("an unknown client", {"client_id": "nobody"}, "Y04EA6EF"),
    ("another redirect URI", {"redirect_uri": "http://localhost:3000/other"}, "Y04C013C"),
    ("redirect URI and scope wrong", {"redirect_uri": "http://localhost:3000/other", "scope": "email"}, "Y040001"),
]


@pytest.mark.parametrize(("changed", "code"), [each[1:] for each in ON_A_PAGE], ids=[each[0] for each in ON_A_PAGE])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_stays_on_a_page_does_so_here_too(visitor: Visitor, method: str, changed: dict[str, str], code: str) -> None:
    page = visitor.asks(method=method, **changed)
    assert (page.status, page.said("error-code")) == (400, code)


@pytest.mark.parametrize(("changed", "error", "description"), [
    ({"response_type": ""}, "invalid_request", "missing required parameter 'response_type'"),
    ({"response_type": "foo"}, "unsupported_response_type", "unsupported response_type requested"),
    ({"scope": "email"}, "invalid_request", "openid scope must be requested when using the acr_values parameter"),
    ({"scope": "openid cnam_caisse"}, "invalid_scope", "requested scope is not allowed"),
    ({"claims": "{"}, "invalid_request", "could not parse the claims parameter JSON"),
    ({"claims": "[]"}, "invalid_request", "claims parameter should be a JSON object"),
    ({"idp_hint": "nobody"}, "invalid_idp_hint", "An idp_hint was provided but is not allowed"),
])
def test_what_travels_does_so_with_state_and_iss(
    visitor: Visitor, house: House, changed: dict[str, str], error: str, description: str
) -> None:
    visitor.asks(**changed)
    answer = visitor.answer()
    assert (answer["error"], answer["error_description"]) == (error, description)
    assert (answer["state"], answer["iss"]) == (STATE, house.hub)
    assert set(answer) - {"scope"} == {"error", "error_description", "state", "iss"}


def test_fact_11_success_is_code_state_and_iss(visitor: Visitor, house: House) -> None:
    answer = visitor.arrives("alicem")
    assert set(answer) == {"code", "state", "iss"}
    assert (len(answer["code"]), answer["state"], answer["iss"]) == (43, STATE, house.hub)


@pytest.mark.parametrize(("login", "status", "code"), [
    ("sansmail", 400, "Y600006"), ("fantome", 403, "Y010008"), ("marcel", 403, "Y010015"), ("homonyme", 403, "Y010006"),
    ("bloque", 403, "Y180001"),
])
def test_fact_29_people_who_cannot_come_in_end_as_on_the_other_platform(
    visitor: Visitor, house: House, login: str, status: int, code: str
) -> None:
    people = house.ports.people
    assert isinstance(people, Census)
    people.put(login, document(people().by_login(login)) | {"idps": "alicem"})
    visitor.asks()
    page = visitor.proves("alicem", login)
    assert (page.status, page.said("error-code")) == (status, code)


def test_fact_29_a_lost_session_is_told(visitor: Visitor, house: House) -> None:
    visitor.asks()
    page = Visitor(house).opens(visitor.visited[-1])
    assert (page.status, page.said("error-code")) == (401, "Y190001")


def test_facts_12_and_13_the_way_back_is_access_denied_a_cancel_at_the_provider_a_banner(visitor: Visitor, house: House) -> None:
    visitor.asks()
    visitor.presses("idp-alicem")
    page = visitor.presses("login-cancel")
    assert page.has("interaction-error-message")
    visitor.opens(f"{house.hub}/redirect-to-sp-with-error?error=access_denied&error_description=User+auth+aborted")
    answer = visitor.answer()
    assert (answer["error"], answer["error_description"], answer["iss"]) == ("access_denied", "User auth aborted", house.hub)
