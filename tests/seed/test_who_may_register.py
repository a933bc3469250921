"""SEED-01 to SEED-03: who may register, the personal file, the two parts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from doublure.testing.person import Person
from tests.browser.window import shown, through
from tests.seed.scene import CAMILLE, Scene, sends, types


def tries(scene: Scene, login: str, **changes: str) -> Person:
    """Somebody of the register fills in the first page."""
    somebody, person = scene.persona(login), Person()
    person.opens(scene.site + "/inscription")
    sends(person, {"family_name": somebody["family_name"], "nir": somebody["nir"], **changes})
    return person


def test_SEED_01_sixteen_or_fifteen_with_a_contract(scene: Scene) -> None:
    refused = tries(scene, "jade").page
    assert refused is not None
    assert refused.status == 422
    assert "16 ans" in refused.said("fault-nir")
    assert "contrat d’apprentissage" in refused.said("fault-nir")
    for login in ("noa", "sacha"):
        accepted = tries(scene, login).page
        assert accepted is not None
        assert accepted.url.endswith("/inscription/contact"), login


@pytest.mark.browser
def test_SEED_02_a_personal_page_after_login_and_the_login_page_without(scene: Scene, page: Page) -> None:
    page.goto(scene.site + "/espace")
    expect(page).to_have_url(scene.site + "/connexion")
    jeanloup = scene.persona("jeanloup")
    page.get_by_label("Numéro de sécurité sociale").fill(jeanloup["nir"])
    page.get_by_label("Mot de passe").fill("Simulateur2026")
    shown(page, "login-submit").click()
    expect(page).to_have_url(scene.site + "/espace")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jean-Loup DE LA MAQUETTE")
    expect(shown(page, "account-email")).to_have_text(jeanloup["email"])
    expect(shown(page, "account-nir")).to_have_text("1 70 09 ** *** *** **")


@pytest.mark.browser
def test_SEED_03_franceconnect_first_then_the_account_or_the_account_alone(scene: Scene, page: Page, person: Person) -> None:
    page.goto(scene.site + "/aide")
    parts = page.get_by_role("main").locator("ol > li")
    expect(parts).to_have_count(2)
    expect(parts.nth(0)).to_contain_text("FranceConnect")
    expect(parts.nth(1)).to_contain_text("Mon Compte Formation")

    page.goto(scene.site + "/inscription")
    shown(page, "franceconnect-button").click()
    through(page, "ameli", "camille")
    expect(page).to_have_url(scene.site + "/inscription/identite")
    expect(shown(page, "pivot-family_name")).to_have_text("SPECIMEN")
    types(page, {"nir": CAMILLE[0]["nir"]})
    shown(page, "step-next").click()
    expect(page.get_by_label("Adresse e-mail")).to_have_value("camille@example.org")
    for fields in CAMILLE[1:3]:
        types(page, fields)
        shown(page, "step-next").click()
    types(page, CAMILLE[3])
    shown(page, "register-submit").click()
    expect(shown(page, "registered")).to_be_visible()

    mael = scene.persona("mael")
    scene.registers(person, ({"family_name": mael["family_name"], "nir": mael["nir"]}, *CAMILLE[1:]), email=mael["email"])
    assert {account.family_name for account in scene.accounts()} == {"SPECIMEN", "D'ESSAI DE L'EXEMPLE"}
