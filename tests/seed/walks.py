"""The pages of moncompteformation that only a registration, a letter or an account leads to."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.window import shown
from tests.seed.scene import CAMILLE, PASSWORD, Scene, types
from tests.seed.test_ambiguities import number, years_ago

__all__ = ["account_pages", "registration_pages"]


def _logs_in(page: Page, scene: Scene, password: str = PASSWORD) -> None:
    page.goto(scene.site + "/connexion")
    shown(page, "login-nir").fill(CAMILLE[0]["nir"])
    shown(page, "login-password").fill(password)
    shown(page, "login-submit").click()


def registration_pages(page: Page, scene: Scene) -> Iterator[str]:
    """Every face of the wizard, while *page* shows it; then what follows it."""
    born = years_ago(15)
    scene.federation.api.put_persona(
        "zita", birthdate=born.isoformat(), nir=number(born), gender="female", birthplace="55140", birthcountry="99100",
        given_name="Zita", family_name="ESSAI-FICTIF", email="zita@example.org", idps=["impots"])
    page.goto(scene.site + "/inscription")
    shown(page, "step-next").click()
    yield "1, empty and refused"
    types(page, {"family_name": "Essai-Fictif", "nir": number(born)})
    shown(page, "step-next").click()
    shown(page, "apprenticeship").wait_for()
    yield "1, with the question of the contract"
    types(page, CAMILLE[0])
    wrong_address = {"postal_code": "55110", "street_name": "", "street_number": "x"}
    for place, wrong in ((1, {"email": "x", "mobile": "1"}), (2, wrong_address)):
        shown(page, "step-next").click()
        page.locator("fieldset").first.wait_for()
        yield f"{place + 1}"
        types(page, wrong)
        shown(page, "step-next").click()
        shown(page, "faults").wait_for()
        yield f"{place + 1}, refused"
        types(page, CAMILLE[place])
    shown(page, "step-next").click()
    shown(page, "register-submit").wait_for()
    yield "4"
    types(page, {"password": "a"})
    shown(page, "register-submit").click()
    shown(page, "faults").wait_for()
    yield "4, refused"
    types(page, CAMILLE[3])
    shown(page, "register-submit").click()
    shown(page, "registered").wait_for()
    yield "registered"
    _logs_in(page, scene)
    shown(page, "resend").wait_for()
    yield "not confirmed yet"
    link = scene.link()
    page.goto(link[:-3] + "xyz")
    yield "unknown link"
    page.goto(link)
    yield "confirmed"


def account_pages(page: Page, scene: Scene) -> Iterator[str]:
    """What somebody with an account sees, and who has forgotten or not linked it; Camille has been confirmed."""
    page.goto(scene.site + "/connexion")
    shown(page, "login-nir").fill("1")
    shown(page, "login-submit").click()
    yield "login, wrong number"
    _logs_in(page, scene, "Wrong2031")
    yield "login, refused"
    page.goto(scene.site + "/mot-de-passe-oublie")
    yield "forgotten"
    page.locator("#nir").fill(CAMILLE[0]["nir"])
    shown(page, "forgotten-submit").click()
    shown(page, "sent").wait_for()
    yield "forgotten, sent"
    page.goto(scene.link())
    yield "new password"
    page.goto(scene.site + "/mot-de-passe/x")
    yield "new password, spent link"
    _logs_in(page, scene)
    shown(page, "account-name").wait_for()
    yield "personal space"
    paths = page.locator("main a[href^='/espace/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(paths) >= 3
    for path in (*paths, "/droits", "/dossiers"):
        page.goto(scene.site + path)
        yield path
    page.context.clear_cookies()
    page.goto(scene.site + "/franceconnect/login")
    shown(page, "idp-impots").click()
    shown(page, "login-identifier").fill("bruno")
    shown(page, "login-password").fill("123")
    shown(page, "login-submit").click()
    shown(page, "consent-continue").click()
    shown(page, "pivot").wait_for()
    yield "1, from FranceConnect"
    page.goto(scene.site + "/rapprochement")
    yield "reconciliation"
