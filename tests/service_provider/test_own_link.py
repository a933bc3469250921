"""What the owner of an account does with it from inside: profile, link with FranceConnect; and what is erased in time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from doublure.records.schema import func, select
from service_provider.accounts.schema import Account, Attempts, Link, MailToken, State
from tests.service_provider.conftest import Browser, Site
from tests.service_provider.little_hub import CLAIMS
from tests.service_provider.page import Page
from tests.service_provider.test_franceconnect import JEANLOUP
from tests.service_provider.test_registration import ADDRESS, CONTACT, IDENTITY, accounts, link_in, register
from tests.service_provider.test_space import logged_in

DAY = 86_400


def links(site: Site) -> list[tuple[str, str]]:
    with site.house.records.reading() as session:
        return [(link.sub[:1], link.account_id) for link in session.scalars(select(Link))]


def links_herself(site: Site, browser: Browser, claims: dict[str, str]) -> Page:
    """Press the button of the personal space, be at FranceConnect who *claims* say, and come back."""
    site.hub.claims = dict(claims)
    browser.get("/espace/franceconnect")
    form = browser.page.form()
    left = browser.post(form.action, form.fields)
    return browser.get("/franceconnect/callback", query_string=site.hub.answer(left.location))


def test_she_links_her_account_through_the_hub_and_is_recognised_afterwards(site: Site) -> None:
    browser = logged_in(site)
    page = links_herself(site, browser, JEANLOUP)
    assert page.path == "/espace"
    assert "relié" in page.text
    assert [sub for sub, _ in links(site)] == ["d"]
    assert site.another_browser().franceconnect().path == "/espace"
    assert "session/end" in browser.submit("logout").location, "logging out ends the session at the hub too"


@pytest.mark.parametrize("changes", [
    {"family_name": "FACTICE"}, {"given_name": "Bruno"}, {"birthdate": "1970-09-17"}, {"gender": "female"},
    {"birthplace": "75056"}, {"birthcountry": "99127"}, {"birthcountry": ""},
])
def test_the_identity_of_another_person_is_not_linked(site: Site, changes: dict[str, str]) -> None:
    browser = logged_in(site)
    page = links_herself(site, browser, {**JEANLOUP, **changes})
    assert (page.status, "n’est pas la vôtre" in page.at("error-message")) == (409, True)
    assert not links(site)
    assert browser.get("/espace").at("account-name") == "Jean-Loup DE LA MAQUETTE", "and she is still herself here"
    assert browser.page.at("account-family_name") == "DE LA MAQUETTE"


def test_an_identity_that_logs_in_to_another_account_is_not_linked(site: Site) -> None:
    site.hub.claims = dict(JEANLOUP)
    site.another_browser().franceconnect()
    register(site.browser)
    site.browser.get(link_in(site.mail()[0]))
    site.browser.get("/connexion")
    site.browser.submit("login-submit", nir=IDENTITY["nir"], password="Simulateur2026")
    page = links_herself(site, site.browser, {**CLAIMS, "sub": JEANLOUP["sub"]})
    assert "autre compte" in page.at("error-message")
    assert len(links(site)) == 1


@pytest.mark.parametrize(("changes", "linked"), [
    ({}, True), ({"family_name": "FACTICE"}, False), ({"birthdate": "1988-03-14"}, False),
])
def test_an_account_that_knows_little_is_linked_when_name_and_number_do_not_contradict(
    site: Site, changes: dict[str, str], linked: bool,
) -> None:
    register(site.browser)
    site.browser.get(link_in(site.mail()[0]))
    with site.house.records.session() as session:
        for account in session.scalars(select(Account).where(Account.nir == "2870355140901")):
            account.given_name = account.birthdate = account.gender = account.birthcountry = ""
    site.browser.get("/connexion")
    site.browser.submit("login-submit", nir=IDENTITY["nir"], password="Simulateur2026")
    links_herself(site, site.browser, {**CLAIMS, **changes})
    assert bool(links(site)) is linked
    assert bool(accounts(site)[0].birthdate) is linked, "civil status follows the link"


def test_a_link_asked_for_by_one_login_is_not_made_by_another(site: Site) -> None:
    browser = logged_in(site)
    browser.get("/espace/franceconnect")
    form = browser.page.form()
    left = browser.post(form.action, form.fields)
    site.hub.claims = dict(JEANLOUP)
    answer = site.hub.answer(left.location)
    browser.get("/espace")
    browser.submit("logout")
    assert browser.get("/franceconnect/callback", query_string=answer).status == 400
    assert not links(site)


def test_linking_needs_a_login_and_the_form_of_the_visit(site: Site) -> None:
    assert site.browser.get("/espace/franceconnect").path == "/connexion"
    assert logged_in(site).post("/espace/franceconnect/relier", {}).status == 400


def test_the_link_is_removed_with_the_password(site: Site) -> None:
    browser = logged_in(site)
    links_herself(site, browser, JEANLOUP)
    browser.get("/espace/franceconnect")
    assert browser.submit("unlink", current_password="Wrong1234").has("fault-current_password")
    assert browser.submit("unlink", current_password="Simulateur2026").path == "/espace"
    assert not links(site)
    assert browser.get("/espace").at("account-family_name") == "DE LA MAQUETTE"


def test_the_only_way_to_log_in_is_not_removed(open_site: Callable[..., Site]) -> None:
    site = open_site(short_registration_after_franceconnect=True)
    browser = site.browser
    browser.franceconnect()
    for fields in ({"nir": IDENTITY["nir"]}, CONTACT, ADDRESS):
        browser.submit("step-next", **fields)
    browser.submit("register-submit", accept_terms="yes")
    page = browser.get("/espace/franceconnect")
    assert "choisissez un mot de passe" in page.at("link-state")
    browser.get("/espace/profil")
    token = browser.page.form().fields["csrf_token"]
    assert browser.post("/espace/franceconnect", {"csrf_token": token, "current_password": ""}).status == 409
    assert len(links(site)) == 1


def test_diploma_and_usage_name_can_be_changed_civil_status_cannot(site: Site) -> None:
    browser = logged_in(site)
    browser.get("/espace/profil")
    assert browser.submit("save", usage_name="R2D2").has("fault-usage_name")
    assert browser.submit("save", usage_name="X", diploma="PHD").has("fault-diploma")
    page = browser.submit("save", usage_name="D’Exemple", diploma="MAS", family_name="AUTRE", birthdate="2000-01-01")
    assert (page.path, page.at("account-name")) == ("/espace", "Jean-Loup D’Exemple")
    assert page.at("account-family_name") == "DE LA MAQUETTE"
    assert "1970-09-16" in page.text
    browser.get("/espace/profil")
    assert browser.submit("save", usage_name="").at("account-name") == "Jean-Loup DE LA MAQUETTE"


def rows(site: Site) -> dict[str, int]:
    with site.house.records.reading() as session:
        return {model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
                for model in (MailToken, Attempts, Account)}


def test_what_nobody_needs_any_more_is_erased_in_time(site: Site) -> None:
    seeded = rows(site)
    register(site.browser)
    browser = site.another_browser()
    browser.get("/mot-de-passe-oublie")
    browser.submit("forgotten-submit", nir="170092603092950")
    browser.get("/connexion")
    browser.submit("login-submit", nir="170092603092950", password="Wrong1234")
    assert rows(site) == {"mail_token": 2, "attempts": seeded["attempts"] + 2, "account": seeded["account"] + 1}
    site.clock.advance(2 * DAY)
    browser.get("/")
    assert rows(site) == {"mail_token": 1, "attempts": seeded["attempts"], "account": seeded["account"] + 1}, \
        "the registration waits, and who is locked stays so"
    site.clock.advance(31 * DAY)
    browser.get("/")
    assert rows(site)["mail_token"] == 0
    assert {account.state for account in accounts(site)} <= {State.CONFIRMED}


def test_a_confirmed_registration_still_says_so_a_week_later_and_its_account_stays(site: Site) -> None:
    register(site.browser)
    link = link_in(site.mail()[0])
    site.browser.get(link)
    site.clock.advance(7 * DAY)
    assert "déjà validée" in site.browser.get(link).at("confirmation")
    site.clock.advance(60 * DAY)
    site.browser.get("/")
    assert len(accounts(site)) == 1


def test_the_erasing_happens_once_an_hour(site: Site) -> None:
    site.browser.get("/")
    with site.house.records.session() as session:
        session.add(Attempts(subject="x" * 64, failures=1, last_at=0, blocked_until=0))
    site.browser.get("/")
    site.clock.advance(3599)
    before = rows(site)["attempts"]
    site.browser.get("/")
    assert rows(site)["attempts"] == before
    site.clock.advance(1)
    site.browser.get("/")
    assert rows(site)["attempts"] == before - 1
