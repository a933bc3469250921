"""The catalogue's family SES against the hub, one test per row; what a row asks of the fakes or the console is tested there."""

from __future__ import annotations

import json
import re

import pytest
from house import CALLBACK, STATE, UIDS, Backend, House, Visitor, json_of
from pydantic import ValidationError

from broker.parties import client_from
from broker.registry import CLIENTS
from doublure.testing.pages import Form


def test_ses_01_consent_needs_the_value_of_its_own_page_and_a_get_has_no_effect(visitor: Visitor, house: House) -> None:
    visitor.asks()
    visitor.proves()
    assert visitor.request("GET", house.hub + "/login").status == 404
    assert visitor.request("POST", house.hub + "/login", "").said("error-code") == "Y470002"


def test_ses_02_a_foreign_site_cannot_choose_the_provider(visitor: Visitor, house: House) -> None:
    visitor.asks()
    page = visitor.submits(Form(house.hub + "/redirect-to-idp", "POST", ""), {"providerUid": UIDS["ameli"]})
    assert page.said("error-code") == "Y470002"


def test_ses_04_the_session_identifier_changes_at_every_change_of_privilege(visitor: Visitor) -> None:
    seen = []
    visitor.asks()
    seen.append(visitor.cookies["localhost"]["fc_session_id"])
    visitor.proves()
    seen.append(visitor.cookies["localhost"]["fc_session_id"])
    visitor.presses("consent-continue")
    visitor.asks()
    seen.append(visitor.cookies["localhost"]["fc_session_id"])
    assert len(set(seen)) == 3


def test_ses_05_cookies_are_http_only_lax_or_stricter_and_short_lived(visitor: Visitor, house: House) -> None:
    visitor.asks()
    page = visitor.proves()
    token = page.form_with("consent-continue").values()["csrfToken"]
    answer = visitor.dialler.request("POST", house.hub + "/login", body=f"csrfToken={token}", headers={
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"fc_session_id={visitor.cookies['localhost']['fc_session_id']}",
    })
    cookies = answer.headers.getlist("set-cookie")
    assert {line.split("=")[0] for line in cookies} == {"fc_session_id", "hub_trusted_device"}
    for line in cookies:
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line or "SameSite=Strict" in line
        assert "Domain" not in line


def test_ses_06_an_identifier_that_the_hub_did_not_give_is_never_adopted(visitor: Visitor) -> None:
    tossed = "A" * 64
    visitor.cookies["localhost"] = {"fc_session_id": tossed}
    visitor.asks()
    assert visitor.cookies["localhost"]["fc_session_id"] != tossed
    visitor.cookies["localhost"] = {"fc_session_id": "<script>"}
    assert visitor.opens(visitor.visited[-1]).said("error-code") == "Y190012"


def test_ses_07_no_page_can_be_framed(visitor: Visitor, house: House) -> None:
    for page in (visitor.asks(), visitor.proves(), visitor.asks(without="scope")):
        assert page.header("X-Frame-Options") == "DENY"
        assert "frame-ancestors 'none'" in page.header("Content-Security-Policy")


def test_ses_08_an_interaction_opens_in_no_other_browser(visitor: Visitor, house: House) -> None:
    visitor.asks()
    assert Visitor(house).opens(visitor.visited[-1]).said("error-code") == "Y190001"


def test_ses_09_refresh_back_and_double_submit_give_one_code(visitor: Visitor, backend: Backend) -> None:
    visitor.asks()
    visitor.proves()
    consent = visitor.visited[-1]
    visitor.opens(consent)
    visitor.presses("consent-continue")
    code = visitor.answer()["code"]
    assert visitor.opens(consent).said("error-code") == "Y420001"
    assert backend.redeems(code).status == 200


def test_ses_10_the_tab_that_asked_last_wins_and_the_other_is_told(visitor: Visitor, house: House) -> None:
    visitor.asks()
    first = visitor.visited[-1]
    visitor.asks(state="the-other-tab-000000000")
    assert visitor.opens(first).said("error-code") == "Y190004"


def test_ses_11_a_session_never_answers_for_a_level_it_does_not_have(visitor: Visitor) -> None:
    visitor.arrives()
    visitor.asks(acr_values="eidas2")
    assert visitor.answer()["error"] == "invalid_acr"


def test_ses_12_a_second_party_with_other_scopes_gets_its_own_confirmation(visitor: Visitor, house: House) -> None:
    visitor.arrives(scope="openid")
    page = visitor.asks(scope="openid birth")
    assert "Lieu de naissance" in page.said("consent-detail")


def test_ses_13_pages_load_nothing_from_elsewhere_and_say_no_referrer(visitor: Visitor) -> None:
    for page in (visitor.asks(), visitor.proves(), visitor.asks(without="scope")):
        assert page.header("Referrer-Policy") == "no-referrer"
        assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!localhost)', page.text)


@pytest.mark.parametrize("headers", [{"X-Forwarded-Host": "evil.test"}, {"X-Forwarded-Proto": "https"},
                                     {"X-Forwarded-Prefix": "/evil"}, {"Forwarded": "host=evil.test"}])
def test_ses_14_forwarded_headers_change_nothing(visitor: Visitor, house: House, headers: dict[str, str]) -> None:
    page = visitor.request("GET", house.hub + "/.well-known/openid-configuration", None, headers)
    assert json_of(page)["issuer"] == house.hub
    assert "evil" not in page.text


def test_ses_14_a_foreign_host_is_not_answered(visitor: Visitor, house: House) -> None:
    assert visitor.request("GET", house.hub + "/jwks", None, {"Host": "evil.test"}).status == 421


@pytest.mark.parametrize("target", ["https://evil.test/", "//evil.test", "/\\evil.test", "%2F%2Fevil.test", "///evil.test",
                                    "javascript:alert(1)", "/a%0d%0aSet-Cookie:x=y"])
def test_ses_17_local_parameters_lead_nowhere_else(visitor: Visitor, house: House, target: str) -> None:
    origin = house.hub.removesuffix("/api/v2")
    page = visitor.request("GET", f"{origin}/language/en?next={target}")
    assert page.header("Location").startswith("/")
    assert not page.header("Location").startswith(("//", "/\\"))


@pytest.mark.parametrize("name", ["state", "nonce", "client_id", "ui_locales"])
def test_ses_18_line_ends_never_split_an_answer(visitor: Visitor, name: str) -> None:
    page = visitor.asks(**{name: "x" * 30 + "\r\nSet-Cookie: split=1", "claims": "{"})
    assert "split" not in visitor.cookies.get("localhost", {})
    assert "\n" not in page.header("Location")


def test_ses_19_a_failure_shows_a_generic_page_with_an_identifier(visitor: Visitor, house: House) -> None:
    house.control.set(CLIENTS, "franceconnect/broken", b"{not json")
    page = visitor.asks(client_id="broken")
    assert (page.status, page.said("error-code")) == (500, "Y000000")
    for word in ("Traceback", "JSONDecodeError", ".py", "not json"):
        assert word not in page.text
    answer = Backend(house, "broken").redeems("z" * 43)
    assert (answer.status, json_of(answer)["error"]) == (500, "server_error")


def test_ses_20_what_is_typed_forges_no_line_of_the_log(
    visitor: Visitor, house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    house.control.set(CLIENTS, "franceconnect/broken", b"{")
    visitor.asks(client_id="broken", state="\x1b[31mred\r\nforged line")
    written = "".join(capfd.readouterr())
    assert "forged line" not in written
    assert "\x1b[31mred" not in written
    assert all("\n" not in json.dumps(record.as_dict(), default=str) for record in house.ring.records())


@pytest.mark.parametrize("name", ["mon\u202etpmoc", "a\u200bb", "a\nb", "x" * 129])
def test_ses_21_a_name_that_could_deceive_is_not_registered(name: str) -> None:
    with pytest.raises(ValidationError):
        client_from({"client_id": "x", "client_secret": "s" * 32, "redirect_uris": [CALLBACK], "client_name": name})


def test_ses_21_a_name_is_shown_as_text_never_as_markup(visitor: Visitor, house: House) -> None:
    house.register(client_id="markup", client_name="<b>impots</b> &amp; fils")
    page = visitor.asks(client_id="markup", state=STATE)
    assert "<b>impots" not in page.text
    assert "&lt;b&gt;impots" in page.text
