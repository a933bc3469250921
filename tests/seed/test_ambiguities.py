"""AMB-01 to AMB-10: what the founding document leaves open about the registration, decided."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from doublure.birth import french_date
from doublure.clock import SystemClock
from doublure.testing.person import Person
from service_provider.rules.nir import key_of
from tests.browser.window import shown
from tests.seed.scene import CAMILLE, PASSWORD, Scene, types

PIVOT = {"gender": "female", "birthplace": "55140", "birthcountry": "99100", "given_name": "Zita", "family_name": "ESSAI-FICTIF",
         "email": "zita@example.org", "idps": ["impots", "ameli"]}


def years_ago(years: int) -> date:
    today = french_date(SystemClock().now())
    return today.replace(year=today.year - years, day=min(today.day, 28))


def number(born: date, *, rank: int = 951) -> str:
    """A number of nobody in the register, born in that month."""
    body = f"2{born.year % 100:02}{born.month:02}55140{rank}"
    return body + key_of(body)


def zita(scene: Scene, age: int, **more: Any) -> dict[str, Any]:
    """A new person in the register, whose birthday is today."""
    born = years_ago(age)
    found: dict[str, Any] = scene.federation.api.put_persona(
        "zita", **PIVOT, birthdate=born.isoformat(), nir=number(born), **more)
    return found


def first_page(scene: Scene, family_name: str, nir: str, **more: str) -> Any:
    return scene.registers(Person(), ({"family_name": family_name, "nir": nir, **more},), until=1)


def test_AMB_01_the_birthday_counts_and_nobody_under_fifteen(scene: Scene) -> None:
    for login, passes in (("sacha", True), ("veille", False)):
        somebody = scene.persona(login)
        assert first_page(scene, somebody["family_name"], somebody["nir"]).url.endswith("/contact") is passes, login
    young = zita(scene, 14, apprenticeship=True)
    assert "16 ans" in first_page(scene, young["family_name"], young["nir"]).said("fault-nir"), "a contract helps from 15 on only"
    young = zita(scene, 15, apprenticeship=True)
    assert first_page(scene, young["family_name"], young["nir"]).url.endswith("/contact")


def test_AMB_02_the_age_comes_from_franceconnect(scene: Scene, person: Person) -> None:
    for login, passes in (("sacha", True), ("veille", False)):
        nir = scene.persona(login)["nir"]
        another = Person()
        scene.from_franceconnect(another, "ameli", login)
        page = another.presses("step-next", {"nir": nir})
        assert page.url.endswith("/contact") is passes, login


def test_AMB_02_else_from_the_register_which_separates_what_the_number_cannot(scene: Scene) -> None:
    sacha, veille = scene.persona("sacha"), scene.persona("veille")
    if sacha["nir"][1:5] == veille["nir"][1:5]:  # always, but on the last day of a month
        assert first_page(scene, sacha["family_name"], sacha["nir"]).url.endswith("/contact")
    assert not first_page(scene, veille["family_name"], veille["nir"]).url.endswith("/contact")


def test_AMB_02_else_from_the_number_lenient_or_strict(lenient: Scene, strict: Scene) -> None:
    born = years_ago(16)
    assert first_page(lenient, "Inconnue", number(born)).url.endswith("/contact")
    page = first_page(strict, "Inconnue", number(born), email="inconnue@example.org")
    assert page.status == 422
    assert page.has("apprenticeship"), "fifteen until the month is over"


@pytest.mark.browser
def test_AMB_03_the_contract_is_asked_at_fifteen_only(scene: Scene, page: Page) -> None:
    scene.walks(page, 1)
    question = page.get_by_role("radiogroup", name="Avez-vous signé un contrat d’apprentissage ?")
    expect(question).to_have_count(0)
    young = zita(scene, 15)
    types(page, {"family_name": young["family_name"], "nir": young["nir"]})
    shown(page, "step-next").click()
    expect(question).to_be_visible()
    question.get_by_label("Non").check()
    shown(page, "step-next").click()
    expect(shown(page, "fault-apprenticeship")).to_contain_text("16 ans")
    question.get_by_label("Oui").check()
    shown(page, "step-next").click()
    expect(page).to_have_url(re.compile("/contact$"))


@pytest.mark.parametrize(("mobile", "landline", "passes"), [
    ("06 39 98 01 01", "", True), ("", "01 99 00 12 34", True), ("06 39 98 01 01", "01 99 00 12 34", True), ("", "", False),
])
def test_AMB_04_mobile_or_landline_beside_the_required_address(
    scene: Scene, person: Person, mobile: str, landline: str, passes: bool,
) -> None:
    assert scene.registers(person, until=2, mobile=mobile, landline=landline).url.endswith("/adresse") is passes
    assert not scene.registers(person, until=2, mobile=mobile, landline=landline, email="").url.endswith("/adresse")


@pytest.mark.browser
def test_AMB_05_one_number_field_that_takes_separators_and_shows_groups(scene: Scene, page: Page) -> None:
    scene.walks(page, 1)
    field = page.get_by_label("Numéro de sécurité sociale")
    expect(field).to_have_count(1)
    expect(field).to_have_attribute("inputmode", "text")
    expect(field).to_have_attribute("type", "text")
    for typed in ("287035514090160", "2.87.03.55.140.901-60", "2\u00a087\u00a003\u00a055\u00a0140\u00a0901\u00a060"):
        types(page, {"family_name": "Specimen", "nir": typed})
        shown(page, "step-next").click()
        page.wait_for_url("**/contact")
        shown(page, "step-previous").click()
        expect(field).to_have_value("2 87 03 55 140 901 60")


@pytest.mark.browser
def test_AMB_06_a_code_with_several_towns_offers_them_at_the_next_submit(scene: Scene, page: Page) -> None:
    scene.walks(page, 3)
    types(page, {"street_name": "des Essais", "postal_code": "55110"})
    shown(page, "step-next").click()
    towns = page.get_by_role("combobox", name="Ville", exact=True)
    expect(towns).to_be_visible()
    options = towns.locator("option").all_inner_texts()
    assert len(options) > 10
    assert "55110 Cunel" in options
    towns.select_option(label="55110 Cunel")
    shown(page, "step-next").click()
    expect(page).to_have_url(re.compile("/mot-de-passe$"))


def test_AMB_07_code_or_town_and_a_street_or_a_locality_in_france(scene: Scene, person: Person) -> None:
    bare = ("street_number", "repetition", "street_type", "address_complement")
    page = scene.registers(person, until=3, **dict.fromkeys(bare, ""))
    assert page.url.endswith("/mot-de-passe")
    for changes in ({"postal_code": ""}, {"street_name": ""}, {"postal_code": "SW1A 1AA"}):
        assert scene.registers(person, until=3, **changes).status == 422, changes


@pytest.mark.parametrize(("password", "passes"), [
    ("Zanzi31", False), ("Zanzib31", True), ("Été à Zanzibar, 2031 fois ✓", True), ("Zz1" + "x" * 125, True),
    ("Zz1" + "x" * 126, False),
])
def test_AMB_08_from_8_to_128_characters_of_any_kind(scene: Scene, person: Person, password: str, passes: bool) -> None:
    page = scene.registers(person, password=password, password_confirmation=password)
    assert page.has("registered") is passes
    assert page.has("fault-password") is not passes


def test_AMB_08_one_password_however_a_keyboard_composes_it(scene: Scene, person: Person) -> None:
    scene.confirmed(person, password="Étéazanzi31", password_confirmation="E\u0301te\u0301azanzi31")
    assert scene.logs_in(person, password="E\u0301te\u0301azanzi31").url == scene.site + "/espace"


@pytest.mark.browser
def test_AMB_08_a_password_may_be_pasted(scene: Scene, page: Page) -> None:
    scene.walks(page, 4)
    field = page.locator("#password")
    field.focus()
    page.keyboard.insert_text(PASSWORD)
    pasted = field.evaluate("field => field.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true}))")
    assert pasted, "nothing prevents the paste"
    expect(field).to_have_value(PASSWORD)


def test_AMB_09_one_letter_confirms_the_recording_and_carries_the_link(scene: Scene, person: Person) -> None:
    scene.registers(person)
    link = scene.link()
    person.opens(link)
    scene.logs_in(person)
    assert len(scene.letters()) == 1
    assert "/inscription/confirmation/" in link


def test_AMB_10_thirteen_or_fifteen_characters_and_the_key_is_checked(scene: Scene, person: Person) -> None:
    scene.confirmed(person)
    for nir in ("2870355140901", "287035514090160", "2 87 03 55 140 901"):
        assert scene.logs_in(Person(), nir).url == scene.site + "/espace", nir
    wrong = scene.logs_in(Person(), "287035514090161")
    assert wrong.status == 422
    assert "clé" in wrong.said("fault-nir")
    [account] = scene.accounts()
    assert account.nir_key == CAMILLE[0]["nir"].replace(" ", "")[:13]
