"""Nobody is shut out of the registration: axe, narrow and wide screens, the keyboard alone, no JavaScript, no colour alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from doublure.testing.person import Person
from tests.browser.test_everybody_can_use_it import found_on
from tests.browser.window import Windows, shown, tab_to
from tests.seed.scene import CAMILLE, PASSWORD, STEPS, Scene, types
from tests.seed.walks import account_pages, registration_pages

pytestmark = pytest.mark.browser

FRENCH = re.compile(r"\b(?:votre|vous|avez|saisissez|étape|adresse e-mail|mot de passe|numéro)\b", re.IGNORECASE)
WALKS = pytest.mark.parametrize("pages", [registration_pages, account_pages])
Walk = Callable[[Page, Scene], Iterator[str]]


@pytest.fixture(autouse=True)
def camille(request: pytest.FixtureRequest, scene: Scene, person: Person) -> None:
    """She has an account where the walk begins with one."""
    if "pages" in request.fixturenames and request.getfixturevalue("pages") is account_pages:
        scene.confirmed(person)


def french_left_on(page: Page) -> list[str]:
    """Lines in French outside what is marked as French."""
    text: str = page.evaluate("""() => { const copy = document.body.cloneNode(true);
        copy.querySelectorAll('[lang=fr]').forEach(part => part.remove()); return copy.textContent; }""")
    return [line.strip() for line in text.splitlines() if FRENCH.search(line)]


def too_wide(page: Page) -> list[int]:
    """The widths of a window at which *page* would have to be scrolled sideways."""
    found = []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(width)
    return found


# One walk for three looks: the way to these pages is longer than the looks.
@WALKS
@pytest.mark.parametrize("language", ["fr", "en"])
def test_axe_finds_nothing_nothing_is_too_wide_and_no_sentence_is_left_in_french(
    scene: Scene, windows: Windows, pages: Walk, language: str,
) -> None:
    page = windows.open(language={"fr": "fr-FR", "en": "en-GB"}[language])
    axe, wide, french = {}, {}, {}
    for name in pages(page, scene):
        # A page without its style sheet yet is wider, and its links are smaller, than they will be.
        page.wait_for_load_state()
        assert page.locator("html").get_attribute("lang") == language, name
        axe[name], wide[name] = found_on(page), too_wide(page)
        french[name] = french_left_on(page) if language == "en" else []
    for findings in (axe, wide, french):
        assert {name: found for name, found in findings.items() if found} == {}
    assert len(axe) > 10


def test_the_registration_works_without_javascript(scene: Scene, windows: Windows) -> None:
    page = windows.open(scripts=False)
    scene.walks(page, 4)
    types(page, CAMILLE[3])
    shown(page, "register-submit").click()
    expect(shown(page, "registered")).to_contain_text("camille@example.org")
    page.goto(scene.link())
    page.get_by_role("link", name="Se connecter").click()
    shown(page, "login-nir").fill(CAMILLE[0]["nir"])
    shown(page, "login-password").fill(PASSWORD)
    shown(page, "login-submit").click()
    expect(shown(page, "account-name")).to_have_text("Camille SPECIMEN")


def test_the_keyboard_alone_goes_from_the_home_page_to_the_personal_space(scene: Scene, page: Page) -> None:
    def write(text: str) -> None:
        page.keyboard.press("Tab")
        page.keyboard.type(text)

    def to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                return
        raise AssertionError(f"Tab never reaches {name} on {page.url}")

    page.goto(scene.site + "/")
    tab_to(page, "create-account")
    page.keyboard.press("Enter")
    page.wait_for_url("**/identite")
    to("family_name")
    page.keyboard.type("Specimen")
    write(CAMILLE[0]["nir"])
    write("Master")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact")
    assert page.url.endswith(STEPS[1])
    to("email")
    page.keyboard.type(CAMILLE[1]["email"])
    write(CAMILLE[1]["mobile"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/adresse")
    to("street_name")
    page.keyboard.type("des Essais")
    to("postal_code")
    page.keyboard.type("75001")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mot-de-passe")
    to("password")
    page.keyboard.type(PASSWORD)
    write(PASSWORD)
    to("accept_terms")
    page.keyboard.press("Space")
    tab_to(page, "register-submit")
    page.keyboard.press("Enter")
    page.wait_for_url("**/enregistree")
    page.goto(scene.link())
    page.goto(scene.site + "/connexion")
    tab_to(page, "login-nir")
    page.keyboard.type(CAMILLE[0]["nir"])
    write(PASSWORD)
    page.keyboard.press("Enter")
    expect(shown(page, "account-name")).to_have_text("Camille SPECIMEN")


def test_the_summary_leads_to_the_field(scene: Scene, page: Page) -> None:
    scene.walks(page, 1)
    shown(page, "step-next").click()
    shown(page, "faults").get_by_role("link", name="Saisissez votre numéro de sécurité sociale.").click()
    expect(page.get_by_label("Numéro de sécurité sociale")).to_be_focused()
