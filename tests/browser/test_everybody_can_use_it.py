"""Nobody is shut out: axe finds nothing on any page, in French and in English, and a narrow screen is wide enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.walks import (
    console_pages,
    dashboard_pages,
    hub_pages,
    moncompteformation_pages,
    provider_pages,
    realistic_pages,
)
from tests.browser.window import Windows
from tests.stories.federation import Federation

pytestmark = pytest.mark.browser

#: WCAG 2.2 level A and AA, and what axe calls best practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}

Walk = Callable[[Page, Federation], Iterator[str]]
WALKS = (hub_pages, provider_pages, realistic_pages, moncompteformation_pages, dashboard_pages, console_pages)
HOUSES = pytest.mark.parametrize("pages", WALKS)
#: The pages of mode `realistic` are many and differ between the languages in their words only: axe reads them in one.
SPOKEN = pytest.mark.parametrize(("pages", "language"), [
    (pages, language) for pages in WALKS for language in ("fr", "en") if (pages, language) != (realistic_pages, "en")
])


def found_on(page: Page) -> list[str]:
    """What axe finds, rule by rule, with the first place."""
    return [f"{finding['id']}: {finding['nodes'][0]['html'][:160]} ({finding['nodes'][0]['failureSummary'][:300]})"
            for finding in Axe().run(page, options=RULES).response["violations"]]


@SPOKEN
def test_axe_finds_nothing(federation: Federation, windows: Windows, pages: Walk, language: str) -> None:
    page = windows.open(language={"fr": "fr-FR", "en": "en-GB"}[language])
    seen: dict[str, list[str]] = {}
    for name in pages(page, federation):
        # Without its style sheet a page is another page.
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == language, name
        seen[name] = found_on(page)
    assert {name: findings for name, findings in seen.items() if findings} == {}
    assert len(seen) > 5


@HOUSES
def test_on_a_narrow_screen_nothing_must_be_scrolled_sideways(federation: Federation, windows: Windows, pages: Walk) -> None:
    page = windows.open(width=360)
    too_wide = []
    for name in pages(page, federation):
        page.wait_for_load_state()
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            too_wide.append(name)
    assert too_wide == []


def test_the_language_switch_keeps_the_page_and_the_login(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    page.goto(federation.service().asks().url)
    before = page.url
    page.get_by_role("link", name="English").click()
    assert page.url == before
    assert page.locator("html").get_attribute("lang") == "en"
