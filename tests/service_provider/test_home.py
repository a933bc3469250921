from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from service_provider import letters, login_failure
from service_provider.pages import home, laboratory
from service_provider.registration.steps import STEPS
from service_provider.rules import lists, passwords
from service_provider.rules.consistency import Discrepancy
from service_provider.rules.eligibility import Eligibility
from service_provider.rules.nir import NirFault
from service_provider.rules.sentences import SENTENCES
from tests.service_provider.conftest import Site

HOUSE = Path(__file__).parents[2] / "service_provider"
PUBLIC = ["/", "/aide", "/connexion", "/inscription", "/recherche", "/conseils-professionnels", "/conditions-generales",
          "/donnees-personnelles", "/accessibilite", "/mentions-legales", "/mot-de-passe-oublie", "/deconnexion"]


def test_the_home_page_has_what_the_founding_document_shows(site: Site) -> None:
    page = site.browser.get("/")
    assert page.html.count("<h1>") == 1
    for text in ("Développez vos compétences", "#jeunesolution", "Élus", "Comment ça marche ?",
                 "MON CONSEIL EN ÉVOLUTION PROFESSIONNELLE", "Lisa vous conseille dans votre projet professionnel"):
        assert text in page.text
    assert re.search(r"République Française.*Mon Compte Formation", page.text)
    assert re.search(r"AIDE\s+CONNEXION\s+CRÉATION DE COMPTE", page.text)
    assert re.search(r"RECHERCHE\s+DROITS\s+DOSSIERS\s+CONSEILS PROFESSIONNELS", page.text)
    assert 'class="highlight" href="/inscription" data-testid="create-account"' in page.html
    assert re.search(r'banner-orange" role="note"', page.html)
    assert page.has("fraud-warning")


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_public_page_is_there_in_two_languages_with_banner_and_way_to_an_account(
    site: Site, path: str, language: str,
) -> None:
    page = site.browser.get(path, headers={"Accept-Language": language})
    assert page.status == 200
    assert f'<html lang="{language}"' in page.html
    assert page.has("create-account")
    assert "SIMULATEUR — site factice" in page.text
    assert len(page.forms()) <= 1
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not re.search(r'(?:href|src|action)="(?:https?:)?//', page.html), "nothing leads to another site"


@pytest.mark.parametrize(("path", "french", "english"), [
    ("/conditions-generales", "simulateur de développement", "simulator for developers"),
    ("/donnees-personnelles", "effacé tout de suite", "erased at once"),
    ("/accessibilite", "WCAG 2.2", "WCAG 2.2"),
    ("/mentions-legales", "Licence Ouverte 2.0", "Etalab"),
])
def test_every_page_leads_to_the_legal_ones_and_those_say_what_they_must(
    site: Site, path: str, french: str, english: str,
) -> None:
    for page in ("/", "/inscription", "/connexion", path):
        assert f'<a href="{path}">' in site.browser.get(page).html
    assert french in site.browser.get(path).text
    assert english in site.browser.get(path, headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("path", ["/droits", "/dossiers", "/espace"])
def test_private_pages_send_to_the_login_page_and_back(site: Site, path: str) -> None:
    assert site.browser.get(path).path == "/connexion"
    page = site.browser.submit("login-submit", nir="170092603092950", password="Simulateur2026")
    assert (page.path, page.status) == (path, 200)


def test_nobody_is_sent_to_another_site_after_login(site: Site) -> None:
    site.browser.get("/connexion?next=//evil.example")
    assert site.browser.submit("login-submit", nir="170092603092950", password="Simulateur2026").path == "/espace"


def test_every_fault_has_a_sentence() -> None:
    codes = {*NirFault, *Discrepancy, *Eligibility} - {Eligibility.ELIGIBLE}
    assert {str(code) for code in codes} <= set(SENTENCES)


def test_every_french_sentence_has_its_english() -> None:
    found = {str(message) for _, _, message, _, _ in extract_from_dir(
        HOUSE / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2")], {"**": {}}, keywords={"_": None})}
    found |= set(SENTENCES.values()) | {step.label for steps in STEPS.values() for step in steps} | set(lists.DIPLOMAS.values())
    found |= {criterion.label for criteria in passwords.CRITERIA.values() for criterion in criteria}
    found |= {label for label in (*lists.REPETITIONS.values(), *lists.STREET_TYPES.values()) if len(label) > 1}
    found |= {text for title, paragraphs in home._SECTIONS.values() for text in (title, *paragraphs)}
    found |= {text for _, text in login_failure._SENTENCES.values()} | set(letters._SUBJECTS.values())
    found |= {login_failure._OTHER_ERROR[1], login_failure._UNREACHABLE, login_failure._NOT_BELIEVED}
    found |= set(laboratory.LESSONS.values()) | set(laboratory.HOW.values())
    known = {}
    for catalogue in (HOUSE / "locale/en.po", HOUSE.parent / "doublure/web/locale/en.po"):
        with catalogue.open("rb") as file:
            known |= {str(message.id): message.string for message in read_po(file, locale="en") if message.id}
    assert not sorted(text for text in found if not known.get(text))
