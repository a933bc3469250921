"""SEED-10 to SEED-19: the FranceConnect account, from the button to the personal space."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from doublure.testing.person import Person
from tests.browser.window import log_in, shown
from tests.seed.scene import Scene
from tests.stories.federation import THE_SIX

TITLES = ["impots.gouv.fr", "ameli.fr", "L'Identité Numérique La Poste", "MobileConnect et moi", "msa.fr", "Alicem"]


@pytest.fixture
def at_the_choice(scene: Scene, page: Page) -> Page:
    """A window on the hub's choice."""
    page.goto(scene.site + "/connexion")
    page.get_by_role("link", name="S'identifier avec FranceConnect", exact=True).click()
    expect(page).to_have_url(re.compile("/interaction/"))
    return page


@pytest.fixture
def at_the_form(at_the_choice: Page) -> Page:
    """A window on impots' login form."""
    shown(at_the_choice, "idp-impots").click()
    return at_the_choice


def test_SEED_10_the_button_starts_a_code_flow(scene: Scene, person: Person) -> None:
    for path in ("/connexion", "/inscription/identite"):
        page = person.opens(scene.site + path)
        assert page.said("franceconnect-button") == "S'identifier avec FranceConnect", path
        person.presses("franceconnect-button")
        asked = next(url for url in reversed(person.visited) if "/api/v2/authorize" in url)
        assert asked.startswith(scene.federation.issuer)
        query = parse_qs(urlsplit(asked).query)
        assert query["response_type"] == ["code"]
        assert query["client_id"] == ["moncompteformation"]
        assert len(query["state"][0]) > 30
        assert len(query["nonce"][0]) > 30


@pytest.mark.browser
def test_SEED_11_one_button_for_each_account_and_the_name_of_the_service(scene: Scene, at_the_choice: Page) -> None:
    page = at_the_choice
    assert page.url.startswith(scene.federation.public("hub"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("moncompteformation", ignore_case=True)
    buttons = page.locator(".choices button")
    expect(buttons).to_have_count(6)
    buttons.first.focus()
    for number in range(1, 6):
        page.keyboard.press("Tab")
        expect(buttons.nth(number)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Mon identifiant")).to_be_visible()


@pytest.mark.browser
def test_SEED_12_exactly_the_six_in_this_order_under_these_names(at_the_choice: Page) -> None:
    shown_titles = at_the_choice.locator(".choices .choice-title").all_inner_texts()
    assert [title.replace("’", "'") for title in shown_titles] == TITLES


@pytest.mark.parametrize("idp", THE_SIX)
def test_SEED_12_each_works_from_end_to_end(scene: Scene, person: Person, idp: str) -> None:
    page = scene.from_franceconnect(person, idp, "bruno")
    assert page.url.startswith(scene.site)
    assert "Bruno" in page.said("account-name")


@pytest.mark.parametrize("idp", THE_SIX)
def test_SEED_13_every_provider_ships_with_accounts_and_prints_their_password(scene: Scene, person: Person, idp: str) -> None:
    person.opens(scene.site + "/franceconnect/login")
    page = person.presses(f"idp-{idp}")
    assert page.has("persona-bruno")
    assert "Le mot de passe de tous les comptes est 123" in page.text
    person.presses("persona-bruno")
    assert person.presses("login-submit").has("consent-continue"), "no sign-up is needed: one click fills the form"


@pytest.mark.parametrize("idp", THE_SIX)
def test_SEED_14_the_hub_redirects_to_the_login_page_of_the_chosen_one(scene: Scene, person: Person, idp: str) -> None:
    hub = scene.federation.public("hub")
    person.opens(scene.site + "/franceconnect/login")
    button = person.page.form_with(f"idp-{idp}") if person.page else None
    assert button is not None
    page = person.submits(button, press=f"idp-{idp}")
    chosen = scene.federation.public(idp)
    assert chosen != hub
    assert page.url.startswith(chosen)
    step = next(url for url in person.visited if url.startswith(chosen))
    assert person.visited[person.visited.index(step) - 1].startswith(hub), "the hub itself sends there"
    assert TITLES[THE_SIX.index(idp)] in page.title.replace("’", "'")


@pytest.mark.browser
def test_SEED_15_two_labelled_fields_on_light_blue(at_the_form: Page) -> None:
    for label, kind in (("Mon identifiant", "text"), ("Mon mot de passe", "password")):
        field = at_the_form.get_by_label(label, exact=True)
        expect(field).to_have_count(1)
        expect(field).to_have_attribute("type", kind)
    form = at_the_form.locator("form", has=at_the_form.get_by_label("Mon identifiant"))
    red, green, blue = map(int, re.findall(r"\d+", form.evaluate("form => getComputedStyle(form).backgroundColor"))[:3])
    assert blue > green > red, "bluer than anything else"
    assert min(red, green, blue) > 200, "and light"


@pytest.mark.browser
def test_SEED_16_empty_fields_and_the_password_empty_again_after_a_mistake(at_the_form: Page) -> None:
    page = at_the_form
    for label in ("Mon identifiant", "Mon mot de passe"):
        expect(page.get_by_label(label, exact=True)).to_have_value("")
    log_in(page, "camille", "wrong")
    expect(shown(page, "error-message")).to_be_visible()
    expect(page.get_by_label("Mon mot de passe", exact=True)).to_have_value("")


@pytest.mark.browser
def test_SEED_17_and_SEED_18_the_connection_is_established_and_one_click_is_left(scene: Scene, at_the_form: Page) -> None:
    page = at_the_form
    log_in(page, "camille")
    expect(page.get_by_role("heading", level=1)).to_have_text("La connexion est établie")
    expect(page.get_by_role("main")).to_contain_text("Vous êtes connecté en tant que Camille")
    expect(page.get_by_role("main")).to_contain_text("Il ne vous reste plus qu’à cliquer pour accéder à votre espace")
    here = page.url
    assert here.startswith(scene.federation.public("hub"))
    # Nothing goes on by itself: no refresh, no script that sends the form, and one button only.
    assert page.locator("meta[http-equiv=refresh i], form[data-submit-at-once]").count() == 0
    expect(page.locator("main button")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert page.url == here
    shown(page, "consent-continue").click()
    expect(page).to_have_url(scene.site + "/inscription/identite")


def test_SEED_18_who_has_an_account_comes_to_her_space(scene: Scene, person: Person) -> None:
    assert scene.from_franceconnect(person, "impots", "jeanloup").url == scene.site + "/espace"


@pytest.mark.parametrize("idp", THE_SIX)
def test_SEED_19_the_way_back_and_two_ways_to_log_in(scene: Scene, person: Person, idp: str) -> None:
    person.opens(scene.site + "/franceconnect/login")
    person.presses(f"idp-{idp}")
    at_the_hub = person.presses("login-cancel")
    assert TITLES[THE_SIX.index(idp)] in at_the_hub.said("interaction-error-message").replace("’", "'")
    page = person.presses("back-to-sp-link")
    assert page.url.startswith(scene.site)
    assert "abandonnée" in page.said("error-message")
    assert page.has("franceconnect-button")
    assert 'href="/connexion"' in page.text


def test_SEED_19_an_error_of_the_hub_is_a_page_with_a_way_back(scene: Scene, person: Person) -> None:
    person.opens(scene.site + "/franceconnect/login")
    person.presses("idp-msa")
    refused = person.presses("login-submit", {"identifier": "sansmail", "password": "123"})
    assert "Y600006" in refused.said("error-code")
    page = person.presses("back-to-sp-link")
    assert page.url.startswith(scene.site)
    assert page.said("error-code") == "server_error"
    assert "problème technique" in page.said("error-message")
    assert page.has("franceconnect-button")
    assert 'href="/connexion"' in page.text


@pytest.mark.parametrize(("idp", "login", "code"), [
    ("laposte", "fantome", "Y010008"), ("impots", "homonyme", "Y010006"), ("impots", "marcel", "Y010015"),
])
def test_SEED_19_whom_the_civil_registry_refuses_comes_back_to_two_ways_to_log_in(
    scene: Scene, person: Person, idp: str, login: str, code: str
) -> None:
    person.opens(scene.site + "/franceconnect/login")
    person.presses(f"idp-{idp}")
    refused = person.presses("login-submit", {"identifier": login, "password": "123"})
    assert refused.said("error-code") == code
    page = person.presses("back-to-sp-link")
    assert page.url.startswith(scene.site)
    assert page.said("error-code") == "access_denied"
    assert page.has("franceconnect-button")
    assert 'href="/connexion"' in page.text
    assert scene.accounts() == []
