from __future__ import annotations

import re

import pytest

from tests.service_provider.conftest import Browser, Site
from tests.service_provider.test_registration import link_in

NUMBER = "170092603092950"


def logged_in(site: Site, password: str = "Simulateur2026") -> Browser:
    browser = site.another_browser()
    browser.get("/connexion")
    browser.submit("login-submit", nir=NUMBER, password=password)
    return browser


def test_the_personal_page_shows_the_account_and_masks_the_number(site: Site) -> None:
    page = logged_in(site).page
    assert (page.path, page.at("account-name")) == ("/espace", "Jean-Loup DE LA MAQUETTE")
    assert page.at("account-nir") == "1 70 09 ** *** *** **"
    assert page.at("account-phone") == "06 39 98 01 29"
    assert "2603092950" not in page.html


def test_a_wrong_password_and_an_unknown_number_get_the_same_answer(site: Site) -> None:
    browser = site.browser
    answers = []
    for number in (NUMBER, "187035514091497"):
        browser.get("/connexion")
        page = browser.submit("login-submit", nir=number, password="Wrong1234")
        answers.append((page.status, page.at("error-message"), page.form().fields["password"], page.form().fields["nir"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403


@pytest.mark.parametrize(("number", "said"), [
    ("", "Saisissez"), ("12", "15 caractères"), ("170092603092951", "clé"), ("17009260309295O", "lettre O"),
])
def test_a_mistyped_number_is_said_before_any_password_is_tried(site: Site, number: str, said: str) -> None:
    site.browser.get("/connexion")
    page = site.browser.submit("login-submit", nir=number, password="x")
    assert page.status == 422
    assert said in page.at("fault-nir")


def test_ten_failures_lock_and_a_letter_unlocks(site: Site) -> None:
    browser = site.browser
    browser.get("/connexion")
    while browser.submit("login-submit", nir=NUMBER, password="Wrong1234").status == 403:
        site.clock.advance(100)
    assert "bloquée" in browser.page.at("error-message")
    page = browser.submit("login-submit", nir=NUMBER, password="Simulateur2026")
    assert (page.status, page.headers["Retry-After"]) == (429, "900")
    [letter] = site.mail("jeanloup@example.org")
    assert browser.client.head(link_in(letter), base_url="http://localhost:4410").status_code == 200
    assert browser.get(link_in(letter)).has("unlocked")
    assert browser.get(link_in(letter)).status == 410
    assert logged_in(site).page.path == "/espace"


def test_a_forgotten_password_is_replaced_by_the_link_in_a_letter(site: Site) -> None:
    before = logged_in(site)
    browser = site.browser
    answers = []
    for number in (NUMBER, "187035514091497"):
        browser.get("/mot-de-passe-oublie")
        answers.append(browser.submit("forgotten-submit", nir=number).at("sent"))
    assert answers[0] == answers[1]
    [letter] = site.mail()
    page = browser.get(link_in(letter))
    assert "8 caractères" in page.text
    assert browser.submit("new-password-submit", password="court", password_confirmation="court").status == 422
    changed = browser.submit("new-password-submit", password="Nouveau2026x", password_confirmation="Nouveau2026x")
    assert changed.has("password-changed")
    assert browser.get(link_in(letter)).status == 410
    assert before.get("/espace").path == "/connexion", "visits that began with the old password are over"
    assert logged_in(site, "Nouveau2026x").page.path == "/espace"
    assert "changé" in site.mail()[0]["subject"]


def test_the_password_changes_with_the_current_one_and_ends_other_visits(site: Site) -> None:
    here, there = logged_in(site), logged_in(site)
    here.get("/espace/mot-de-passe")
    new = {"password": "Nouveau2026x", "password_confirmation": "Nouveau2026x"}
    page = here.submit("save", current_password="Wrong1234", **new)
    assert "actuel" in page.at("fault-current_password")
    assert here.submit("save", current_password="Simulateur2026", **new).path == "/espace"
    assert here.get("/espace").path == "/espace"
    assert there.get("/espace").path == "/connexion"


def test_telephones_and_address_can_be_changed(site: Site) -> None:
    browser = logged_in(site)
    browser.get("/espace/contact")
    assert browser.submit("save", mobile="12").has("fault-mobile")
    assert browser.submit("save", mobile="06 39 98 01 30", landline="01 99 00 12 34").path == "/espace"
    assert browser.page.at("account-phone") == "06 39 98 01 30, 01 99 00 12 34"
    browser.get("/espace/adresse")
    page = browser.submit("save", street_name="des Essais", street_type="RUE", postal_code="55110")
    code = re.search(r'value="(\d+)"[^>]*>55110 Cunel', page.html)
    assert code
    browser.submit("save", town=code[1])
    assert browser.page.at("account-address").split() == ["Rue", "des", "Essais", "55110", "Cunel"]
    assert browser.get("/espace/adresse").form().fields["street_name"] == "des Essais"


def test_number_name_and_address_of_mail_are_not_changed_by_a_form(site: Site) -> None:
    browser = logged_in(site)
    browser.get("/espace/contact")
    browser.submit("save", mobile="0639980130", email="intruder@example.org", family_name="X", nir="2", state="closed")
    assert browser.page.at("account-email") == "jeanloup@example.org"
    assert browser.page.at("account-family_name") == "DE LA MAQUETTE"


def test_without_a_login_nothing_can_be_changed(site: Site) -> None:
    for path in ("/espace/contact", "/espace/adresse", "/espace/mot-de-passe"):
        assert site.browser.get(path).path == "/connexion"


def test_a_local_login_ends_locally(site: Site) -> None:
    browser = logged_in(site)
    assert browser.submit("logout").path == "/deconnexion"
    assert browser.get("/espace").path == "/connexion"


def test_a_reset_brings_back_the_accounts_of_the_start(site: Site) -> None:
    browser = logged_in(site)
    browser.get("/espace/mot-de-passe")
    browser.submit("save", current_password="Simulateur2026", password="Nouveau2026x", password_confirmation="Nouveau2026x")
    site.house.reset()
    assert logged_in(site).page.path == "/espace"


def test_another_mail_address_is_confirmed_by_a_letter_to_it(site: Site) -> None:
    browser = logged_in(site)
    browser.get("/espace/e-mail")
    assert browser.submit("save", email="new@", current_password="Simulateur2026").has("fault-email")
    assert browser.submit("save", email="new@example.org", current_password="Wrong1234").has("fault-current_password")
    assert browser.submit("save", email="new@example.org", current_password="Simulateur2026").path == "/espace"
    assert browser.page.at("account-email") == "jeanloup@example.org", "until the link is opened"
    [letter] = site.mail("new@example.org")
    assert browser.client.head(link_in(letter), base_url="http://localhost:4410").status_code == 200
    assert site.another_browser().get(link_in(letter)).has("address-changed")
    assert browser.get("/espace").at("account-email") == "new@example.org"
    assert browser.get(link_in(letter)).status == 410


def test_an_address_that_somebody_else_has_is_not_given_away(site: Site) -> None:
    browser = logged_in(site)
    browser.get("/espace/e-mail")
    browser.submit("save", email="VERROU@example.org", current_password="Simulateur2026")
    assert browser.get(link_in(site.mail()[0])).status == 410
    assert browser.get("/espace").at("account-email") == "jeanloup@example.org"


def test_a_closed_account_is_erased_and_its_number_free_again(site: Site) -> None:
    browser = logged_in(site)
    browser.get("/espace/fermer")
    assert browser.submit("close-account", current_password="Wrong1234").status == 422
    assert browser.submit("close-account", current_password="Simulateur2026").has("closed")
    assert browser.get("/espace").path == "/connexion"
    assert logged_in(site).page.status == 403
