"""Mode `realistic` in a real browser, the phone in a second tab: with JavaScript the first tab goes on by itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.window import Windows, shown
from tests.stories.federation import THE_SIX, Federation

pytestmark = pytest.mark.browser

CODES = {"laposte": "123456", "mobileconnect": "1234", "alicem": "123456"}
#: One persona each, so that no walk disturbs another one's phone or spends her temporary password.
LOGINS = {"impots": "jeanloup", "ameli": "jeanloup", "laposte": "jeanloup", "mobileconnect": "anais974", "msa": "ghjulia",
          "alicem": "bruno"}


def first_page(page: Page, federation: Federation, idp: str) -> None:
    page.goto(federation.service().asks().url)
    shown(page, f"idp-{idp}").click()
    shown(page, "mode-realistic").click()
    expect(shown(page, "mode-seed")).to_be_visible()
    if idp in {"laposte", "mobileconnect"}:
        page.get_by_label("Mon numéro de mobile").fill(LOGINS[idp])
    elif idp != "alicem":
        page.get_by_label("Mon identifiant").fill(LOGINS[idp])
        page.get_by_label("Mon mot de passe").fill("Provisoire2026" if idp == "msa" else "123")
    shown(page, "login-submit").click()


def answer_in_a_second_tab(page: Page, federation: Federation, idp: str, *, scripts: bool) -> None:
    """Open the phone, compare the numbers, accept with the code."""
    matching = shown(page, "second-step-matching").inner_text()
    with page.expect_popup() as opened:
        shown(page, "open-telephone").click()
    tab = opened.value
    number = str(federation.api.call("GET", f"/api/phone/{LOGINS[idp]}").json["number"])
    shown(tab, f"phone-{number}").click()
    if idp == "alicem":
        shown(tab, "phone-scan-submit").click()
    expect(shown(tab, "phone-matching")).to_have_text(matching)
    if scripts:
        for digit in CODES[idp]:
            tab.get_by_role("button", name=digit, exact=True).click()
    else:
        shown(tab, "phone-code").fill(CODES[idp])
    shown(tab, "phone-accept").click()
    expect(shown(tab, "phone-state")).to_contain_text("acceptée")
    tab.close()


def go_through(page: Page, federation: Federation, idp: str, *, scripts: bool) -> None:
    if idp == "impots":
        letter = federation.api.mail("jeanloup@example.org")[0]["id"]
        code = re.findall(r"\b\d{6}\b", federation.api.call("GET", f"/api/mail/{letter}").json["text"])[0]
        page.get_by_label("Code à 6 chiffres").fill(code)
        shown(page, "second-step-submit").click()
    elif idp == "msa":
        page.get_by_label("Nouveau mot de passe", exact=True).fill("Essai-2026")
        page.get_by_label("Confirmez le nouveau mot de passe").fill("Essai-2026")
        shown(page, "second-step-submit").click()
    elif idp != "ameli":
        answer_in_a_second_tab(page, federation, idp, scripts=scripts)
        if not scripts:
            shown(page, "second-step-submit").click()


@pytest.mark.parametrize("idp", THE_SIX)
def test_each_of_the_six_goes_through_its_second_step(federation: Federation, windows: Windows, idp: str) -> None:
    page = windows.open()
    first_page(page, federation, idp)
    go_through(page, federation, idp, scripts=True)
    expect(shown(page, "consent-continue")).to_be_visible()


@pytest.mark.parametrize("idp", ["mobileconnect", "alicem"])
def test_without_javascript_a_button_goes_on(federation: Federation, windows: Windows, idp: str) -> None:
    page = windows.open(scripts=False)
    first_page(page, federation, idp)
    go_through(page, federation, idp, scripts=False)
    expect(shown(page, "consent-continue")).to_be_visible()


def test_an_open_phone_shows_a_request_by_itself(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    phone = page.context.new_page()
    phone.goto(federation.public("telephone") + "/telephone/jeanloup")
    expect(shown(phone, "phone-idle").or_(shown(phone, "phone-state"))).to_be_visible()
    first_page(page, federation, "laposte")
    matching = shown(page, "second-step-matching").inner_text()
    expect(shown(phone, "phone-matching")).to_have_text(matching)
    expect(shown(phone, "phone-accept")).to_be_visible()
