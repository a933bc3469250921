"""SEED-30 to SEED-34, and SEED-40 to SEED-52: the wizard, its first two steps."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from doublure.testing.person import Person
from tests.browser.window import shown
from tests.seed.scene import CAMILLE, STEPS, Scene, sends, types

LABELS = ("Identité", "Contact", "Adresse", "Mot de passe")


@pytest.mark.browser
def test_SEED_30_SEED_31_SEED_32_SEED_33_title_stepper_and_buttons_of_the_four_pages(scene: Scene, page: Page) -> None:
    page.goto(scene.site + "/inscription")
    for number, label in enumerate(LABELS):
        page.wait_for_url(f"**/inscription/{STEPS[number]}")
        expect(page.get_by_role("heading", level=1)).to_have_text("Inscription")
        expect(page).to_have_title(re.compile(f"Inscription.*{label}"))
        items = page.locator("ol.stepper li")
        assert [re.sub(r"\s+", " ", text).strip() for text in items.all_inner_texts()] == [
            f"{place} {name}" for place, name in enumerate(LABELS, start=1)]
        current = page.locator("ol.stepper [aria-current=step]")
        expect(current).to_have_count(1)
        expect(current).to_contain_text(label)
        weights = [int(item.evaluate("item => getComputedStyle(item).fontWeight")) for item in items.all()]
        assert [weight >= 700 for weight in weights] == [place == number for place in range(4)]
        expect(page.get_by_role("button", name="→ Étape suivante", exact=True)).to_have_count(int(number < 3))
        expect(page.get_by_role("button", name="← Étape précédente", exact=True)).to_have_count(int(number > 0))
        if number < 3:
            types(page, CAMILLE[number])
            page.get_by_role("button", name="→ Étape suivante").click()


def test_SEED_32_forward_checks_keeps_and_goes_on_or_stays(scene: Scene, person: Person) -> None:
    page = scene.registers(person, until=1, nir="2 87 03 55 140 901 61")
    assert (page.status, page.url) == (422, scene.site + "/inscription/identite")
    assert page.has("fault-nir")
    kept = page.form_with("step-next").values()
    assert (kept["family_name"], kept["nir"], kept["diploma"]) == ("Specimen", "2 87 03 55 140 901 61", "MAS")
    page = sends(person, {"nir": CAMILLE[0]["nir"]})
    assert page.url.endswith("/contact")


@pytest.mark.browser
def test_SEED_33_back_loses_nothing_not_even_what_is_not_valid_yet(scene: Scene, page: Page) -> None:
    scene.walks(page, 3)
    types(page, {"street_number": "12345", "street_name": "des Essais", "postal_code": "99999"})
    for slug in ("contact", "identite"):
        shown(page, "step-previous").click()
        page.wait_for_url(f"**/inscription/{slug}")
        if slug == "contact":
            types(page, {"email": "camille@"})
    expect(page.get_by_label("Nom de naissance")).to_have_value("Specimen")
    shown(page, "step-next").click()
    expect(page.get_by_label("Adresse e-mail")).to_have_value("camille@")
    types(page, {"email": "camille@example.org"})
    shown(page, "step-next").click()
    expect(page.get_by_label("Nom de la voie")).to_have_value("des Essais")
    expect(page.get_by_label("Code postal / Ville")).to_have_value("99999")


def test_SEED_34_steps_cannot_be_skipped(scene: Scene, person: Person) -> None:
    for done in range(3):
        scene.registers(person, until=done)
        for later in STEPS[done + 1:]:
            assert person.opens(f"{scene.site}/inscription/{later}").url.endswith(STEPS[done]), (done, later)


@pytest.mark.browser
def test_SEED_40_SEED_43_two_groups(scene: Scene, page: Page) -> None:
    scene.walks(page, 1)
    identity, work = (page.get_by_role("group", name=name, exact=True)
                      for name in ("Votre identité", "Vos informations professionnelles"))
    expect(identity.get_by_label("Nom de naissance")).to_be_visible()
    expect(identity.get_by_label("Numéro de sécurité sociale")).to_be_visible()
    expect(work.get_by_label("Diplôme le plus élevé")).to_be_visible()


@pytest.mark.browser
def test_SEED_41_the_name_of_birth_has_its_help_and_is_required(scene: Scene, page: Page) -> None:
    scene.walks(page, 1)
    name = page.get_by_label("Nom de naissance")
    expect(name).to_have_accessible_description("Saisissez uniquement votre nom de naissance")
    types(page, {"nir": CAMILLE[0]["nir"]})
    shown(page, "step-next").click()
    expect(name).to_have_accessible_description(re.compile("Saisissez votre nom de naissance"))


@pytest.mark.parametrize("login", ["annelaure", "mael", "zoe", "longnom"])
def test_SEED_41_accents_apostrophes_hyphens_and_spaces_are_names(scene: Scene, person: Person, login: str) -> None:
    somebody = scene.persona(login)
    page = scene.registers(person, until=1, family_name=somebody["family_name"], nir=somebody["nir"])
    assert page.url.endswith("/contact")


@pytest.mark.browser
def test_SEED_42_the_number_has_its_help(scene: Scene, page: Page) -> None:
    scene.walks(page, 1)
    expect(page.get_by_label("Numéro de sécurité sociale")).to_have_accessible_description(
        "Saisissez les 13 caractères alphanumériques et la clé à 2 chiffres inscrits sur votre carte vitale")


def test_SEED_42_wrong_length_key_and_structure_have_distinct_messages(scene: Scene, person: Person) -> None:
    wrong = {"": "empty", "28703551409016": "length", "287035514090161": "key", "287190055140901": "shape",
             "2870355140901O0": "letter O", "28703551X090160": "character", "710019999999966": "provisional"}
    said = {kind: scene.registers(person, until=1, nir=nir).said("fault-nir") for nir, kind in wrong.items()}
    assert all(said.values()), said
    assert len(set(said.values())) == len(wrong), said
    for login in ("lisandru", "ghjulia"):
        corsican = scene.persona(login)
        page = scene.registers(person, until=1, family_name=corsican["family_name"], nir=corsican["nir"].lower())
        assert page.url.endswith("/contact"), login


@pytest.mark.browser
def test_SEED_44_SEED_45_the_diploma_stays_not_given_and_says_for_whom(scene: Scene, page: Page) -> None:
    agent = scene.persona("agent")
    scene.walks(page, 1)
    diploma = page.get_by_role("combobox", name="Diplôme le plus élevé")
    expect(diploma.locator("option:checked")).to_have_text("Non renseigné")
    expect(diploma).to_have_accessible_description(
        "Si vous êtes agent public de catégorie A ou B, merci de laisser cette rubrique à « Non renseigné »")
    types(page, {"family_name": agent["family_name"], "nir": agent["nir"]})
    shown(page, "step-next").click()
    expect(page).to_have_url(re.compile("/inscription/contact$"))


@pytest.mark.browser
def test_SEED_50_SEED_51_the_address_above_then_one_telephone_or_the_other(scene: Scene, page: Page) -> None:
    scene.walks(page, 2)
    group = page.get_by_role("group", name="Votre contact", exact=True)
    order = [group.get_by_label("Adresse e-mail"), group.get_by_label("Téléphone mobile"),
             group.get_by_text("— ou —", exact=True), group.get_by_label("Téléphone fixe")]
    tops = [place["y"] for part in order if (place := part.bounding_box())]
    assert len(tops) == 4
    assert tops == sorted(tops)
    types(page, {"email": "camille@example.org"})
    shown(page, "step-next").click()
    expect(shown(page, "fault-mobile")).to_contain_text("mobile ou fixe")
    types(page, {"landline": "01 99 00 12 34"})
    shown(page, "step-next").click()
    expect(page).to_have_url(re.compile("/inscription/adresse$"))


def test_SEED_52_the_address_is_required_checked_and_shown_before_the_letter_goes(scene: Scene, person: Person) -> None:
    assert "Saisissez" in scene.registers(person, until=2, email="").said("fault-email")
    assert "valable" in scene.registers(person, until=2, email="camille@nowhere").said("fault-email")
    assert scene.registers(person, until=3).said("confirmation-address") == "camille@example.org"
    assert scene.letters() == []
