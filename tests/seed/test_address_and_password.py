"""SEED-60 to SEED-75: the wizard's last two steps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from doublure.clock import SystemClock
from doublure.testing.person import Person
from tests.browser.window import Windows, shown
from tests.seed.scene import CAMILLE, PASSWORD, Scene, sends, types


@pytest.fixture
def address(scene: Scene, page: Page) -> Page:
    """A window on the third page."""
    scene.walks(page, 3)
    return page


@pytest.fixture
def password(scene: Scene, page: Page) -> Page:
    """A window on the fourth page."""
    scene.walks(page, 4)
    return page


def forward(page: Page) -> None:
    shown(page, "step-next").click()
    page.wait_for_load_state()


@pytest.mark.browser
def test_SEED_60_SEED_61_SEED_65_SEED_66_what_an_address_is_made_of(address: Page) -> None:
    group = address.get_by_role("group", name="Votre adresse de domicile", exact=True)
    for label in ("Numéro de voie", "Complément d'adresse", "Lieu Dit"):
        expect(group.get_by_label(label, exact=True)).not_to_have_attribute("required", re.compile(".*"))
    number = group.get_by_label("Numéro de voie", exact=True)
    expect(number).to_have_attribute("inputmode", "numeric")
    expect(number).to_have_attribute("maxlength", "5")
    types(address, {"street_number": "bis", "street_name": "des Essais", "postal_code": "75001"})
    forward(address)
    expect(shown(address, "fault-street_number")).to_contain_text("chiffres")
    types(address, {"street_number": ""})
    forward(address)
    expect(address).to_have_url(re.compile("/mot-de-passe$"))


@pytest.mark.browser
def test_SEED_62_SEED_63_the_lists_of_repetitions_and_of_street_types(address: Page) -> None:
    repetitions = address.get_by_role("combobox", name="Indice de répétition").locator("option").all_inner_texts()
    assert repetitions[:5] == ["", "bis", "ter", "quater", "quinquies"]
    streets = address.get_by_role("combobox", name="Type de voie").locator("option").all_inner_texts()
    assert len(streets) > 40
    assert {"Allée", "Avenue", "Boulevard", "Écart", "Grande Rue", "Lieu-dit", "Rond-point", "Rue", "Village"} <= set(streets)


@pytest.mark.parametrize(("street", "locality", "passes"), [
    ("des Essais", "", True), ("", "Le Bac à Sable", True), ("", "", False),
])
def test_SEED_64_a_street_unless_there_is_a_locality(
    scene: Scene, person: Person, street: str, locality: str, passes: bool,
) -> None:
    page = scene.registers(person, until=3, street_name=street, locality=locality)
    assert page.url.endswith("/mot-de-passe") is passes
    assert page.has("fault-street_name") is not passes


@pytest.mark.browser
def test_SEED_67_code_and_town_in_one_control_without_javascript_too(scene: Scene, windows: Windows) -> None:
    page = windows.open(scripts=False)
    scene.walks(page, 3)
    control = page.get_by_label("Code postal / Ville")
    expect(control).to_have_count(1)
    types(page, {"street_name": "des Essais", "postal_code": "00000"})
    shown(page, "step-next").click()
    expect(shown(page, "fault-postal_code")).to_contain_text("Aucune ville")
    types(page, {"postal_code": "55110 Lyon"})
    shown(page, "step-next").click()
    expect(shown(page, "fault-postal_code")).to_contain_text("pas ce code postal")
    types(page, {"postal_code": "55110 Cunel"})
    shown(page, "step-next").click()
    expect(page).to_have_url(re.compile("/mot-de-passe$"))


@pytest.mark.browser
def test_SEED_70_the_password_field(password: Page) -> None:
    group = password.get_by_role("group", name="Votre mot de passe", exact=True)
    for label in ("Mot de passe", "Confirmez votre mot de passe"):
        field = group.get_by_label(label)
        if label == "Mot de passe":
            field = field.first
        expect(field).to_have_attribute("type", "password")
        expect(field).to_have_attribute("autocomplete", "new-password")


@pytest.mark.browser
def test_SEED_71_four_criteria_each_ticked_while_one_types(password: Page) -> None:
    lines = password.locator(".criteria li")
    assert lines.all_inner_texts() == ["8 caractères", "1 majuscule", "1 minuscule", "1 chiffre"]
    field = password.locator("#password")
    for typed, met in (("", "0000"), ("a", "0010"), ("aB", "0110"), ("aB3", "0111"), ("aB3defgh", "1111"), ("12345678", "1001")):
        field.fill(typed)
        ticked = [line.evaluate("line => getComputedStyle(line, '::before').content.includes('✓')") for line in lines.all()]
        assert "".join(str(int(tick)) for tick in ticked) == met, typed


@pytest.mark.parametrize("wrong", ["Zanz203", "zanzibar2031", "ZANZIBAR2031", "Zanzibarxyz"])
def test_SEED_71_the_server_refuses_when_one_is_missing(scene: Scene, person: Person, wrong: str) -> None:
    page = scene.registers(person, password=wrong, password_confirmation=wrong)
    assert page.status == 422
    assert "8 caractères" in page.said("fault-password")
    assert not scene.accounts()


def test_SEED_71_eight_characters_are_enough(scene: Scene, person: Person) -> None:
    assert scene.registers(person, password="Zanzib31", password_confirmation="Zanzib31").has("registered")


def test_SEED_72_two_different_passwords_are_refused_in_their_own_words(scene: Scene, person: Person) -> None:
    page = scene.registers(person, password_confirmation="Zanzibar2032")
    assert page.status == 422
    assert "différents" in page.said("fault-password_confirmation")
    assert not page.has("fault-password")
    assert not scene.accounts()


@pytest.mark.browser
def test_SEED_73_the_terms_open_without_losing_the_form(scene: Scene, password: Page) -> None:
    types(password, {"password": PASSWORD, "password_confirmation": PASSWORD})
    box = password.get_by_role("checkbox", name="J'ai lu et j'accepte les conditions générales d'utilisation")
    expect(box).not_to_be_checked()
    with password.expect_popup() as opened:
        password.get_by_role("link", name="conditions générales d'utilisation").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Conditions générales")
    expect(password.locator("#password")).to_have_value(PASSWORD)
    shown(password, "register-submit").click()
    expect(shown(password, "fault-accept_terms")).to_be_visible()
    assert not scene.accounts()


def test_SEED_73_version_and_time_of_the_acceptance_are_stored(scene: Scene, person: Person) -> None:
    before = SystemClock().now()
    scene.registers(person)
    [account] = scene.accounts()
    assert account.terms_version
    assert before <= account.terms_accepted_at <= SystemClock().now()


@pytest.mark.browser
def test_SEED_74_the_privacy_policy(password: Page) -> None:
    with password.expect_popup() as opened:
        password.get_by_role("link", name="Je consulte la politique de protection des données personnelles").click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("protection des données personnelles")


@pytest.mark.browser
def test_SEED_75_a_double_click_registers_once(scene: Scene, password: Page) -> None:
    types(password, CAMILLE[3])
    password.get_by_role("button", name="✓ Valider mon inscription").dblclick()
    expect(shown(password, "registered")).to_be_visible()
    assert len(scene.accounts()) == 1
    assert len(scene.letters()) == 1


def test_SEED_75_a_form_sent_again_registers_once(scene: Scene, person: Person) -> None:
    scene.registers(person, until=3)
    assert person.page is not None
    form = person.page
    for _ in range(2):
        person.page = form
        assert sends(person, CAMILLE[3], last=True).has("registered")
    assert len(scene.accounts()) == 1
    assert len(scene.letters()) == 1
