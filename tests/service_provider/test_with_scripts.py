"""What the two scripts add for whoever has JavaScript, in Chromium: towns while one types, criteria ticked live."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.window import Windows, shown
from tests.stories.federation import Federation

pytestmark = pytest.mark.browser


def at_the_address(page: Page, federation: Federation) -> None:
    page.goto(federation.public("moncompteformation") + "/inscription")
    page.get_by_label("Nom de naissance").fill("Spécimen")
    page.get_by_label("Numéro de sécurité sociale").fill("287035514090160")
    shown(page, "step-next").click()
    page.get_by_label("Adresse e-mail").fill("camille@example.org")
    page.get_by_label("Téléphone mobile").fill("0639980101")
    shown(page, "step-next").click()
    page.get_by_label("Nom de la voie").fill("des Essais")


@pytest.mark.parametrize("typed", ["55110", "Cunel"])
def test_amb_06_towns_are_offered_while_one_types_and_a_chosen_one_is_taken(
    federation: Federation, windows: Windows, typed: str,
) -> None:
    page = windows.open()
    at_the_address(page, federation)
    field = page.get_by_label("Code postal / Ville")
    field.press_sequentially(typed)
    option = page.locator("datalist#towns option[value='55110 Cunel']")
    option.wait_for(state="attached")
    assert field.get_attribute("list") == "towns"
    field.fill("55110 Cunel")
    shown(page, "step-next").click()
    expect(page).to_have_url(federation.public("moncompteformation") + "/inscription/mot-de-passe")


def test_amb_06_without_scripts_the_page_offers_the_towns_of_the_code(federation: Federation, windows: Windows) -> None:
    page = windows.open(scripts=False)
    at_the_address(page, federation)
    page.get_by_label("Code postal / Ville").fill("55110")
    shown(page, "step-next").click()
    page.get_by_label("Ville", exact=True).select_option(label="55110 Cunel")
    shown(page, "step-next").click()
    expect(page).to_have_url(federation.public("moncompteformation") + "/inscription/mot-de-passe")


def test_seed_71_the_criteria_are_ticked_while_one_types(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    at_the_address(page, federation)
    page.get_by_label("Code postal / Ville").fill("75001")
    shown(page, "step-next").click()
    field = page.get_by_label("Mot de passe", exact=False).first
    page.wait_for_load_state()
    met = page.locator("[data-criterion].met")
    for typed, codes in (
        ("abc", ["lowercase"]), ("abcD", ["uppercase", "lowercase"]), ("abcD1", ["uppercase", "lowercase", "digit"]),
        ("abcDefg1", ["length", "uppercase", "lowercase", "digit"]), ("ABC", ["uppercase"]), ("", []),
    ):
        field.fill(typed)
        assert met.evaluate_all("lines => lines.map(line => line.dataset.criterion)") == codes, typed
