"""A person and her dashboard, in Chromium: she sees a connection, blocks the provider, is refused, and lets it in again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.window import Windows, log_in, shown, tab_to, through
from tests.stories.federation import Federation

pytestmark = pytest.mark.browser


def to_dashboard(page: Page, federation: Federation, idp: str, login: str = "bruno") -> None:
    page.goto(federation.public("dashboard") + "/")
    shown(page, "franceconnect-button").click()
    through(page, idp, login)
    expect(shown(page, "account-name")).to_have_text("Bruno FACTICE")


def uses_the_service(page: Page, federation: Federation, idp: str) -> None:
    page.goto(federation.public("moncompteformation") + "/franceconnect/login")
    shown(page, f"idp-{idp}").click()
    log_in(page, "bruno")


def test_she_sees_blocks_is_refused_and_lets_in_again_without_any_script(clean: Federation, windows: Windows) -> None:
    service = windows.open(scripts=False)
    uses_the_service(service, clean, "impots")
    shown(service, "consent-continue").click()
    expect(service).to_have_url(clean.public("moncompteformation") + "/inscription/identite")

    page = windows.open(scripts=False)
    to_dashboard(page, clean, "ameli")
    lines = shown(page, "event")
    expect(lines).to_have_count(2)
    expect(lines.nth(1)).to_contain_text("moncompteformation")
    lines.nth(1).locator("summary").click()
    expect(lines.nth(1).get_by_test_id("event-provider")).to_contain_text("impots.gouv.fr")

    shown(page, "nav-preferences").click()
    page.get_by_role("group", name="impots.gouv.fr").get_by_label("Bloqué").check()
    shown(page, "preferences-submit").click()
    expect(shown(page, "notice")).to_contain_text("Vos choix sont enregistrés")
    expect(shown(page, "block-impots")).to_be_checked()

    later = windows.open(scripts=False)
    uses_the_service(later, clean, "impots")
    expect(shown(later, "error-code")).to_contain_text("Y100011")
    another = windows.open(scripts=False)
    uses_the_service(another, clean, "ameli")
    expect(shown(another, "consent-continue")).to_be_visible()

    shown(page, "allow-impots").check()
    shown(page, "preferences-submit").click()
    expect(shown(page, "allow-impots")).to_be_checked()
    again = windows.open(scripts=False)
    uses_the_service(again, clean, "impots")
    expect(shown(again, "consent-continue")).to_be_visible()


def test_a_choice_can_be_made_by_the_keyboard_alone(clean: Federation, windows: Windows) -> None:
    page = windows.open()
    to_dashboard(page, clean, "ameli")
    page.goto(clean.public("dashboard") + "/preferences")
    tab_to(page, "allow-impots")
    page.keyboard.press("ArrowDown")
    tab_to(page, "preferences-submit")
    page.keyboard.press("Enter")
    expect(shown(page, "notice")).to_be_visible()
    expect(shown(page, "block-impots")).to_be_checked()
