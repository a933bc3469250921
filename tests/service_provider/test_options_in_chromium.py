"""The pages that only other settings show, in Chromium: the code of profile 2025, the laboratory, and the owner's own pages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_everybody_can_use_it import found_on
from tests.browser.window import Windows, shown
from tests.stories.federation import CONFIG, Federation, running_federation

pytestmark = pytest.mark.browser

LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
#: Each language registers somebody else: a number has one account.
PEOPLE = {"fr": ("camille", "SPECIMEN", "287035514090160"), "en": ("bruno", "FACTICE", "179102627490292")}


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    """A federation whose moncompteformation is configured otherwise."""
    config = tmp_path_factory.mktemp("other") / "config"
    shutil.copytree(CONFIG, config)
    file = config / "service_provider/moncompteformation.toml"
    text = file.read_text().replace('profile = "2020"', 'profile = "2025"')
    file.write_text(text.replace("reconciliation_lab = false", "reconciliation_lab = true"))
    with running_federation(tmp_path_factory.mktemp("state"), config=config) as running:
        yield running


def register(page: Page, site: str, language: str) -> str:
    """To the page that asks for the code; the address of the mail."""
    login, name, nir = PEOPLE[language]
    page.goto(site + "/inscription")
    for field, value in (("family_name", name), ("nir", nir), ("email", f"{login}@example.org")):
        page.locator(f"#{field}").fill(value)
    shown(page, "step-next").click()
    page.locator("#mobile").fill("0639980101")
    shown(page, "step-next").click()
    page.locator("#street_name").fill("des Essais")
    page.locator("#postal_code").fill("75001")
    shown(page, "step-next").click()
    page.locator("#password").fill("Une-phrase-2026")
    page.locator("#password_confirmation").fill("Une-phrase-2026")
    page.locator("#accept_terms").check()
    shown(page, "register-submit").click()
    return f"{login}@example.org"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_somebody_registers_by_the_code_and_every_page_is_for_everybody(
    other: Federation, windows: Windows, language: str,
) -> None:
    page, site = windows.open(language=LANGUAGES[language]), other.public("moncompteformation")
    seen: dict[str, list[str]] = {}
    to = register(page, site, language)
    expect(shown(page, "registered")).to_be_visible()
    seen["code"] = found_on(page)
    shown(page, "confirmation-code").fill("12")
    shown(page, "code-submit").click()
    expect(shown(page, "fault-code")).to_be_visible()
    seen["code, mistyped"] = found_on(page)
    [letter] = [letter for letter in other.api.mail(to) if letter["application"] == "moncompteformation"]
    code = re.search(r"\b\d{6}\b", letter["text"])
    assert code
    shown(page, "confirmation-code").fill(code[0])
    page.keyboard.press("Enter")
    expect(shown(page, "confirmation")).to_be_visible()

    page.goto(site + "/franceconnect/login")
    shown(page, "idp-impots").click()
    shown(page, "login-identifier").fill(PEOPLE[language][0])
    shown(page, "login-password").fill("123")
    shown(page, "login-submit").click()
    shown(page, "consent-continue").click()
    expect(shown(page, "account-name")).to_be_visible()
    for path in ("/laboratoire", "/espace", "/espace/profil", "/espace/franceconnect", "/accessibilite", "/mentions-legales"):
        page.goto(site + path)
        assert page.locator("html").get_attribute("lang") == language
        seen[path] = found_on(page)
        assert page.locator("h1").count() == 1, path
    assert {name: findings for name, findings in seen.items() if findings} == {}


def test_the_new_pages_fit_a_narrow_screen(other: Federation, windows: Windows) -> None:
    page, site = windows.open(width=360), other.public("moncompteformation")
    for path in ("/laboratoire", "/inscription", "/mentions-legales", "/accessibilite"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
