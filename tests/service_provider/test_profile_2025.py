"""The rules of the real site since 2025 (AMB-18): the address first, longer passwords, six digits in the letter."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from doublure.records.schema import select
from service_provider.accounts.schema import MailToken, State
from tests.service_provider.conftest import Browser, Site
from tests.service_provider.page import Page
from tests.service_provider.test_registration import ADDRESS, CONTACT, IDENTITY, accounts, csrf

LONG = {"password": "Une-phrase-2026", "password_confirmation": "Une-phrase-2026", "accept_terms": "yes"}
JEANLOUP = {"family_name": "De la Maquette", "nir": "170092603092950"}


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site(profile="2025")


def register(browser: Browser, **changes: str) -> Page:
    browser.get("/inscription")
    browser.submit("step-next", **{**IDENTITY, "email": "camille@example.org", **changes})
    browser.submit("step-next", mobile=CONTACT["mobile"])
    browser.submit("step-next", **ADDRESS)
    return browser.submit("register-submit", **LONG)


def code_in(letter: dict[str, Any]) -> str:
    found = re.search(r"\b\d{6}\b", letter["text"])
    assert found
    assert found[0] in letter["html"]
    assert "http" not in letter["text"], "nothing to click on: who types a code looks at the site's address"
    return found[0]


def wrong(code: str, distance: int = 1) -> str:
    return f"{(int(code) + distance) % 1_000_000:06d}"


def resend(browser: Browser) -> Page:
    browser.site.clock.advance(1)  # letters are found in the order of their times
    return browser.post("/inscription/renvoyer", csrf(browser))


def test_somebody_registers_with_a_code_and_logs_in(site: Site) -> None:
    page = register(site.browser)
    assert page.path == "/inscription/enregistree"
    assert "camille@example.org" in page.at("registered")
    [letter] = site.mail()
    code = code_in(letter)
    assert "est validée" in site.browser.submit("code-submit", code=f"{code[:3]} {code[3:]}").at("confirmation")
    site.browser.get("/connexion")
    assert site.browser.submit("login-submit", nir=IDENTITY["nir"], password=LONG["password"]).path == "/espace"


def test_the_address_is_asked_with_number_and_name_and_not_again(site: Site) -> None:
    page = site.browser.get("/inscription")
    assert "email" in page.form().fields
    refused = site.browser.submit("step-next", **IDENTITY, email="camille@")
    assert refused.has("fault-email")
    page = site.browser.submit("step-next", email="camille@example.org")
    assert (page.path, "email" in page.form().fields) == ("/inscription/contact", False)


@pytest.mark.parametrize("password", [
    "Court-2026", "SansSigne2026", "sans-majuscule-2026", "SANS-MINUSCULE-2026", "Sans-chiffre-ici",
])
def test_a_password_has_twelve_characters_of_four_kinds(site: Site, password: str) -> None:
    browser = site.browser
    browser.get("/inscription")
    for fields in ({**IDENTITY, "email": "camille@example.org"}, {"mobile": CONTACT["mobile"]}, ADDRESS):
        page = browser.submit("step-next", **fields)
    assert "12 caractères 1 majuscule 1 minuscule 1 chiffre 1 caractère spécial" in page.text
    page = browser.submit("register-submit", password=password, password_confirmation=password, accept_terms="yes")
    assert "12 caractères" in page.at("fault-password")


def test_only_a_keyed_hash_of_the_code_is_kept(site: Site) -> None:
    from hashlib import sha256

    register(site.browser)
    code = code_in(site.mail()[0])
    with site.house.records.reading() as session:
        [kept] = session.scalars(select(MailToken))
    guesses = {sha256(f"{before}{code}".encode()).hexdigest() for before in ("", f"{kept.account_id}:confirm:")}
    assert kept.digest not in guesses


def test_the_fifth_wrong_code_ends_the_right_one_too(site: Site) -> None:
    register(site.browser)
    code = code_in(site.mail()[0])
    for distance in range(1, 5):
        assert "pas le bon" in site.browser.submit("code-submit", code=wrong(code, distance)).at("fault-code")
    assert "plus valable" in site.browser.submit("code-submit", code=wrong(code, 5)).at("fault-code")
    assert "plus valable" in site.browser.submit("code-submit", code=code).at("fault-code")
    assert accounts(site)[0].state == State.PENDING
    assert resend(site.browser).has("sent")
    assert site.browser.submit("code-submit", code=code_in(site.mail()[0])).has("confirmation")


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６"])
def test_what_is_no_code_costs_no_try(site: Site, code: str) -> None:
    register(site.browser)
    for _ in range(6):
        page = site.browser.submit("code-submit", code=code)
        assert (page.status, page.at("fault-code")) == (422, "Saisissez les 6 chiffres du code.")
    assert site.browser.submit("code-submit", code=code_in(site.mail()[0])).has("confirmation")


def test_a_code_is_good_for_ten_minutes_and_until_the_next_one(site: Site) -> None:
    register(site.browser)
    first = code_in(site.mail()[0])
    site.clock.advance(600)
    assert "plus valable" in site.browser.submit("code-submit", code=first).at("fault-code")
    resend(site.browser)
    second = code_in(site.mail()[0])
    resend(site.browser)
    if second != code_in(site.mail()[0]):
        assert "pas le bon" in site.browser.submit("code-submit", code=second).at("fault-code")
    assert resend(site.browser).status == 429
    assert len(site.mail()) == 3


def test_the_code_of_somebody_else_confirms_nothing(site: Site) -> None:
    register(site.browser)
    code = code_in(site.mail()[0])
    stranger = site.another_browser()
    stranger.get("/connexion")
    assert stranger.post("/inscription/code", {"code": code, **csrf(stranger)}).path == "/connexion"
    register(stranger, family_name="Factice", nir="179102627490292", email="bruno@example.org")
    if code != code_in(site.mail("bruno@example.org")[0]):
        assert stranger.submit("code-submit", code=code).has("fault-code")
    assert {account.state for account in accounts(site)} == {State.PENDING}


def test_the_code_can_be_typed_after_a_login_that_came_too_early(site: Site) -> None:
    register(site.browser)
    browser = site.another_browser()
    browser.get("/connexion")
    page = browser.submit("login-submit", nir=IDENTITY["nir"], password=LONG["password"])
    assert "pas encore validée" in page.at("error-message")
    assert browser.submit("code-submit", code=code_in(site.mail()[0])).has("confirmation")


def test_no_answer_tells_whether_the_number_has_an_account(site: Site) -> None:
    answers = []
    for browser, changes in ((site.browser, {}), (site.another_browser(), {**JEANLOUP, "email": "intruder@example.org"})):
        page = register(browser, **changes)
        told = [(page.path, page.status, page.at("registered").replace("intruder", "camille"))]
        code = code_in(site.mail()[0]) if not changes else "123456"
        for distance in range(1, 7):
            page = browser.submit("code-submit", code=wrong(code, distance))
            told.append((page.path, page.status, page.at("fault-code")))
        for _ in range(3):
            page = resend(browser)
            told.append((page.path, page.status, page.at("sent")))
        site.clock.advance(600)
        page = browser.submit("code-submit", code="000000")
        answers.append([*told, (page.path, page.status, page.at("fault-code"))])
    assert answers[0] == answers[1]
    assert not site.mail("intruder@example.org")


def test_after_franceconnect_an_address_that_an_account_has_is_said_to_be_taken(site: Site) -> None:
    site.hub.claims |= {"email": "jeanloup@example.org"}
    browser = site.browser
    browser.franceconnect()
    browser.get("/inscription")
    browser.submit("step-next", nir=IDENTITY["nir"])
    browser.submit("step-next", mobile=CONTACT["mobile"])
    browser.submit("step-next", **ADDRESS)
    page = browser.submit("register-submit", **LONG)
    assert (page.status, page.form().action) == (422, "/inscription/identite")
    assert "autre compte" in page.at("fault-email")
    assert not accounts(site)
    browser.submit("step-next", email="camille@example.org")
    browser.get("/inscription/mot-de-passe")
    assert browser.submit("register-submit", **LONG).path == "/inscription/enregistree"
    assert [account.email for account in accounts(site)] == ["camille@example.org"]


def test_who_wants_a_password_does_not_share_an_address_even_where_sharing_is_allowed(open_site: Callable[..., Site]) -> None:
    site = open_site(profile="2025", short_registration_after_franceconnect=True, shared_email_after_franceconnect=True)
    site.hub.claims |= {"email": "jeanloup@example.org"}
    browser = site.browser
    browser.franceconnect()
    browser.get("/inscription")
    browser.submit("step-next", nir=IDENTITY["nir"])
    browser.submit("step-next", mobile=CONTACT["mobile"])
    browser.submit("step-next", **ADDRESS)
    assert "autre compte" in browser.submit("register-submit", **LONG).at("fault-email")
    browser.get("/inscription/mot-de-passe")
    assert browser.submit("register-submit", accept_terms="yes").path == "/espace"
    browser.get("/espace/mot-de-passe")
    page = browser.submit("save", **{name: LONG[name] for name in ("password", "password_confirmation")})
    assert "autre compte" in page.at("fault-password")
    [account] = accounts(site)
    assert account.password_hash is None


def test_the_default_is_the_founding_document(site: Site) -> None:
    from service_provider.settings import load_settings
    from tests.service_provider.conftest import CONFIG

    assert load_settings(CONFIG).profile == "2020"
