"""The plus column of contract §1.4, §1.7, §1.9 and §6.8: ten minutes that do not slide, single sign-on up to eidas2 (fact 27)."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.broker.house import CALLBACK, SECRET, STATE, Backend, House, Visitor, claims_of, header_of, json_of
from tests.plus.reader import Reader


def tokens_of(backend: Backend, code: str, **changed: str) -> dict[str, str]:
    return {name: str(value) for name, value in json_of(backend.redeems(code, **changed)).items()}


def again(visitor: Visitor, **asked: str) -> bool:
    """Whether a second request of the same browser goes straight to the confirmation page."""
    return visitor.asks(**asked).has("consent-continue")


# §1.4

def test_the_cookie_lives_as_long_as_the_browser(visitor: Visitor, house: House) -> None:
    page = visitor.request("GET", f"{house.hub}/authorize?" + urlencode({
        "client_id": "sandbox", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid", "acr_values": "eidas2",
        "nonce": "n" * 22, "state": STATE,
    }))
    cookie = page.header("Set-Cookie")
    assert cookie.startswith("fcp_session_id=")
    assert len(cookie.partition("=")[2].partition(";")[0]) == 64
    assert "Max-Age" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_session_ends_ten_minutes_after_it_began_however_busy_it_is(visitor: Visitor, house: House) -> None:
    visitor.asks()
    choice = visitor.visited[-1]
    for _ in range(5):
        house.clock.advance(119)
        assert visitor.opens(choice).has("idp-alicem")
    house.clock.advance(6)
    assert visitor.opens(choice).said("error-code") == "Y190001"


@pytest.mark.parametrize(("seconds", "status"), [(29, 200), (31, 400)])
def test_a_code_lives_thirty_seconds(visitor: Visitor, backend: Backend, house: House, seconds: int, status: int) -> None:
    code = visitor.arrives("alicem")["code"]
    house.clock.advance(seconds)
    assert backend.redeems(code).status == status


def test_the_grant_ends_userinfo_before_the_token_does(visitor: Visitor, backend: Backend, house: House) -> None:
    tokens = tokens_of(backend, visitor.arrives("alicem")["code"])
    assert tokens["expires_in"] == "60"
    house.clock.advance(31)
    assert backend.reads(tokens["access_token"]).status == 401


# §6.8

def test_fact_27_a_second_login_at_eidas2_shows_the_confirmation_page_only(visitor: Visitor, backend: Backend) -> None:
    visitor.arrives("alicem")
    assert again(visitor)
    visitor.presses("consent-continue")
    assert claims_of(tokens_of(backend, visitor.answer()["code"])["id_token"])["acr"] == "eidas2"


def test_fact_27_eidas3_always_authenticates_again_and_begins_a_new_session(visitor: Visitor) -> None:
    visitor.arrives("alicem", acr_values="eidas3")
    assert visitor.asks(acr_values="eidas3").has("idp-alicem")
    assert visitor.asks(acr_values="eidas2").has("idp-alicem"), "asking for eidas3 has reset the session"


def test_a_session_of_eidas3_answers_for_eidas2_and_says_eidas2(visitor: Visitor, backend: Backend) -> None:
    first = tokens_of(backend, visitor.arrives("alicem", acr_values="eidas3")["code"])
    assert claims_of(first["id_token"])["acr"] == "eidas3"
    assert again(visitor)
    visitor.presses("consent-continue")
    second = tokens_of(backend, visitor.answer()["code"])
    assert claims_of(second["id_token"])["acr"] == "eidas2"
    assert claims_of(second["id_token"])["sub"] == claims_of(first["id_token"])["sub"]


def test_a_level_that_the_platform_does_not_have_leaves_the_session_alone(visitor: Visitor) -> None:
    visitor.arrives("alicem")
    visitor.asks(acr_values="eidas1")
    assert again(visitor)


def test_an_abandoned_request_leaves_the_session_alone(visitor: Visitor) -> None:
    visitor.arrives("alicem")
    assert again(visitor, state="abandoned-at-the-consent-page")
    assert again(visitor)


def test_single_sign_on_ends_with_the_ten_minutes_of_the_first_login(visitor: Visitor, house: House) -> None:
    visitor.arrives("alicem")
    house.clock.advance(300)
    assert again(visitor)
    house.clock.advance(299)
    assert again(visitor)
    house.clock.advance(2)
    assert not again(visitor)


def test_prompt_login_does_not_defeat_single_sign_on(visitor: Visitor) -> None:
    visitor.arrives("alicem")
    assert again(visitor, prompt="login")


def test_a_provider_switched_off_meanwhile_sends_back_to_the_choice(visitor: Visitor, house: House) -> None:
    visitor.arrives("alicem")
    house.reshape("alicem", active=False)
    assert visitor.asks().has("idp-laposte")


# §1.7, §1.9

def leaves(visitor: Visitor, house: House, hint: str) -> str:
    """Log out with *hint*, through every page on the way: the last address, or the code of an error."""
    visitor.stop_at = ("http://localhost:3000/",)
    query = urlencode({"id_token_hint": hint, "post_logout_redirect_uri": "http://localhost:3000/", "state": "bye"})
    page = visitor.opens(f"{house.hub}/session/end?{query}")
    for _ in range(5):
        if not page.forms or page.url.startswith("http://localhost:3000/"):
            break
        page = visitor.submits(page.forms[0], {})
    return page.said("error-code") or page.url


def test_a_logout_ends_single_sign_on_and_returns_the_state(visitor: Visitor, backend: Backend, house: House) -> None:
    hint = tokens_of(backend, visitor.arrives("alicem")["code"])["id_token"]
    assert leaves(visitor, house, hint) == "http://localhost:3000/?state=bye"
    assert not again(visitor)


def test_the_hint_is_the_decrypted_token_and_not_the_encrypted_one(house: House, reader: Reader) -> None:
    reader.registers(house, "ECDH-ES", post_logout_redirect_uris=["http://localhost:3000/"])
    _, tokens, _ = reader.logs_in(house)
    assert "epk" in header_of(tokens["id_token"])
    assert leaves(Visitor(house), house, tokens["id_token"]) == "Y045AFAE"
    assert leaves(Visitor(house), house, reader.opens(tokens["id_token"])) == "http://localhost:3000/?state=bye"


def test_fact_30_revocation_ends_userinfo(visitor: Visitor, backend: Backend) -> None:
    token = tokens_of(backend, visitor.arrives("alicem")["code"])["access_token"]
    assert backend.reads(token).status == 200
    assert backend.posts("/token/revocation", {"token": token, "client_id": "sandbox", "client_secret": SECRET}).status == 200
    assert backend.reads(token).status == 401
