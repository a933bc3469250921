"""The afternoon again, in a real browser: with JavaScript, without it, and with the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.window import Windows, log_in, shown, tab_to, through
from tests.stories.federation import THE_SIX, Federation

pytestmark = pytest.mark.browser

#: As she is spelt at one provider or another.
NAME = re.compile("jean(-loup)? de.la.maquette", re.IGNORECASE)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("idp", ["impots", "ameli", "laposte"])
def test_she_is_greeted_by_name_and_leaves(federation: Federation, windows: Windows, idp: str, scripts: bool) -> None:
    site = federation.public("moncompteformation")
    page = windows.open(scripts=scripts)
    page.goto(site + "/")
    expect(page.get_by_text("SIMULATEUR — site factice").first).to_be_visible()
    page.get_by_role("link", name="S'identifier avec FranceConnect").first.click()

    expect(page.get_by_test_id("idp-alicem")).to_be_visible()
    offered = [button.get_attribute("data-testid") for button in page.locator("button[data-testid^=idp-]").all()]
    assert offered == [f"idp-{slug}" for slug in THE_SIX]
    shown(page, f"idp-{idp}").click()
    assert page.url.startswith(federation.public(idp))
    log_in(page, "jeanloup")
    expect(page.get_by_text("Vous êtes connecté en tant que")).to_be_visible()
    shown(page, "consent-continue").click()
    expect(shown(page, "account-name")).to_have_text(NAME)

    shown(page, "logout").click()
    if not scripts:
        while shown(page, "logout-continue").count():
            shown(page, "logout-continue").click()
    expect(shown(page, "logged-out")).to_contain_text("et de FranceConnect")
    assert page.url.startswith(site)
    page.goto(site + "/espace")
    expect(shown(page, "account-name")).to_have_count(0)


def test_the_second_service_needs_no_second_login(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    site = federation.public("moncompteformation")
    page.goto(site + "/franceconnect/login")
    through(page, "ameli", "jeanloup")
    page.context.clear_cookies(name="moncompteformation_session")
    page.goto(site + "/franceconnect/login")
    shown(page, "consent-continue").click()
    expect(shown(page, "account-name")).to_have_text(NAME)


def test_one_click_on_a_test_account_fills_the_form(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    page.goto(federation.public("moncompteformation") + "/franceconnect/login")
    shown(page, "idp-laposte").click()
    shown(page, "persona-jeanloup").click()
    expect(shown(page, "login-identifier")).to_have_value("jeanloup")
    shown(page, "login-submit").click()
    expect(shown(page, "consent-continue")).to_be_visible()


def test_going_back_at_the_provider_and_from_the_choice(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    page.goto(federation.public("moncompteformation") + "/franceconnect/login")
    shown(page, "idp-msa").click()
    shown(page, "login-cancel").click()
    expect(shown(page, "interaction-error-message")).to_contain_text("msa.fr")
    page.get_by_role("link", name="Revenir sur moncompteformation").click()
    expect(shown(page, "error-code")).to_have_text("access_denied")
    expect(shown(page, "franceconnect-button").first).to_be_visible()


def test_the_back_button_from_the_provider_shows_the_choice_again(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    page.goto(federation.public("moncompteformation") + "/franceconnect/login")
    shown(page, "idp-msa").click()
    # The history is asked for only once the new page, in a process of its own, is there.
    expect(shown(page, "login-submit")).to_be_visible()
    page.wait_for_load_state()
    page.go_back()
    through(page, "ameli", "jeanloup")
    expect(shown(page, "account-name")).to_have_text(NAME)


def test_two_clicks_on_the_button_are_one_login(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    page.goto(federation.public("moncompteformation") + "/franceconnect/login")
    shown(page, "idp-ameli").click()
    page.get_by_label("Mon identifiant").fill("jeanloup")
    page.get_by_label("Mon mot de passe").fill("123")
    shown(page, "login-submit").dblclick()
    shown(page, "consent-continue").dblclick()
    expect(shown(page, "account-name")).to_have_text(NAME)


def test_the_keyboard_alone_goes_through_a_login(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    page.goto(federation.public("moncompteformation") + "/")
    tab_to(page, "franceconnect-button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/interaction/*")
    tab_to(page, "idp-laposte")
    page.keyboard.press("Enter")
    page.wait_for_url(federation.public("laposte") + "/**")
    tab_to(page, "login-identifier")
    page.keyboard.type("jeanloup")
    page.keyboard.press("Tab")
    page.keyboard.type("123")
    page.keyboard.press("Enter")
    page.wait_for_url("**/consent")
    tab_to(page, "consent-continue")
    page.keyboard.press("Enter")
    expect(shown(page, "account-name")).to_have_text(NAME)
    tab_to(page, "logout")
    page.keyboard.press("Enter")
    expect(shown(page, "logged-out")).to_contain_text("et de FranceConnect")
