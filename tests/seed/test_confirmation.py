"""SEED-80 to SEED-83: the letter, its link, the first login."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from doublure.clock import SystemClock
from doublure.records.schema import update
from doublure.testing.person import Person
from service_provider.accounts.schema import MailToken
from tests.browser.window import shown
from tests.seed.scene import CAMILLE, PASSWORD, Scene


@pytest.mark.browser
def test_SEED_80_exactly_one_letter_in_two_forms_in_the_viewer(scene: Scene, person: Person, page: Page) -> None:
    scene.registers(person)
    [letter] = scene.letters()
    assert letter["to"] == "camille@example.org"
    assert "enregistrée" in letter["subject"]
    full = scene.federation.api.call("GET", f"/api/mail/{letter['id']}").json
    assert "enregistrée" in full["text"]
    assert "<p>" in full["html"]
    page.goto(scene.federation.public("console") + "/mail")
    page.get_by_role("link", name=re.compile("Votre inscription est enregistrée")).first.click()
    expect(page.locator("body")).to_contain_text("camille@example.org")
    expect(page.locator("body")).to_contain_text("/inscription/confirmation/")


@pytest.mark.browser
def test_SEED_81_one_click_validates_and_before_it_nobody_logs_in(scene: Scene, person: Person, page: Page) -> None:
    scene.registers(person)
    page.goto(scene.site + "/connexion")
    shown(page, "login-nir").fill(CAMILLE[0]["nir"])
    shown(page, "login-password").fill(PASSWORD)
    shown(page, "login-submit").click()
    expect(shown(page, "error-message")).to_contain_text("pas encore validée")
    page.goto(scene.site + "/espace")
    expect(page).to_have_url(scene.site + "/connexion")
    page.goto(scene.site + "/inscription/en-attente")
    shown(page, "resend").click()
    expect(shown(page, "sent")).to_be_visible()
    assert len(scene.letters()) == 2
    page.goto(scene.link())
    expect(shown(page, "confirmation")).to_contain_text("est validée")
    [account] = scene.accounts()
    assert account.state == "confirmed"


def test_SEED_82_the_link_is_unguessable_and_says_so_when_clicked_again(scene: Scene, person: Person) -> None:
    scene.registers(person)
    link = scene.link()
    assert len(link.rsplit("/", 1)[1]) >= 43, "256 random bits"
    assert person.request("HEAD", link).status == 200
    assert scene.accounts()[0].state == "pending", "who only looks at the link confirms nothing"
    assert "est validée" in person.opens(link).said("confirmation")
    again = Person().opens(link)
    assert again.status == 200
    assert "déjà validée" in again.said("confirmation")
    assert Person().opens(link[:-3] + "xyz").status == 410


def test_SEED_82_the_link_expires_and_another_one_can_be_had(scene: Scene, person: Person) -> None:
    scene.registers(person)
    link = scene.link()
    with scene.records.session() as session:
        session.execute(update(MailToken).values(expires_at=SystemClock().now()))
    page = person.opens(link)
    assert page.status == 410
    assert "plus valable" in page.said("confirmation")
    assert scene.accounts()[0].state == "pending"
    person.presses("resend")
    assert scene.link() != link
    assert "est validée" in person.opens(scene.link()).said("confirmation")


def test_SEED_82_two_links_are_never_alike(scene: Scene, person: Person) -> None:
    bruno = scene.persona("bruno")
    scene.registers(person)
    first = scene.link()
    scene.registers(Person(), ({"family_name": bruno["family_name"], "nir": bruno["nir"]}, *CAMILLE[1:]), email=bruno["email"])
    assert first.rsplit("/", 1)[1][:8] != scene.link(bruno["email"]).rsplit("/", 1)[1][:8]


@pytest.mark.browser
def test_SEED_83_number_and_password_open_the_personal_page(scene: Scene, person: Person, page: Page) -> None:
    scene.confirmed(person)
    page.goto(scene.site + "/")
    page.get_by_role("link", name="CONNEXION").click()
    page.get_by_label("Numéro de sécurité sociale").fill(CAMILLE[0]["nir"])
    page.get_by_label("Mot de passe").fill("Wrong2031")
    page.get_by_role("button", name="Se connecter").click()
    expect(shown(page, "error-message")).to_contain_text("n’est pas le bon")
    page.get_by_label("Numéro de sécurité sociale").fill(CAMILLE[0]["nir"])
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(scene.site + "/espace")
    expect(shown(page, "account-name")).to_have_text("Camille SPECIMEN")


@pytest.mark.browser
def test_SEED_80_the_html_part_can_be_read_and_its_link_opened(scene: Scene, person: Person, page: Page) -> None:
    scene.registers(person)
    page.goto(f"{scene.federation.public('console')}/mail/{scene.letters()[0]['id']}")
    part = page.frame_locator("iframe")
    expect(part.get_by_text("Votre inscription à Mon Compte Formation est enregistrée")).to_be_visible()
    with page.expect_popup() as opened:
        part.get_by_role("link").click()
    expect(shown(opened.value, "confirmation")).to_contain_text("est validée")
