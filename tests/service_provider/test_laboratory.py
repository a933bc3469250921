"""The reconciliation laboratory: twins with one mailbox show why an address identifies nobody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from doublure.personas import identity_at
from service_provider.accounts.laboratory import shared_mailboxes
from tests.service_provider.conftest import Site
from tests.service_provider.page import Page
from tests.service_provider.test_registration import link_in, register

FAMILY = "famille.jumeau@example.org"


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    opened = open_site(reconciliation_lab=True)
    register(opened.browser, family_name="Jumeau-Fictif", nir="299125534491875", email=FAMILY)
    opened.browser.get(link_in(opened.mail()[0]))
    return opened


def arrives(site: Site, login: str, idp: str = "ameli") -> Page:
    person = site.house.people().by_login(login)
    assert person is not None
    site.hub.claims = {**identity_at(person, idp), "sub": person.id.lower().ljust(64, "0") + "v1"}
    browser = site.another_browser()
    browser.franceconnect()
    return browser.get("/laboratoire")


def test_by_the_address_alone_one_twin_would_enter_the_account_of_the_other(site: Site) -> None:
    page = arrives(site, "loup")
    assert (page.at("by-address"), page.at("by-strategy")) == ("Lou JUMEAU-FICTIF", "aucun compte")
    assert "Étape 4" in page.at("how")
    assert "quelqu’un d’autre" in page.at("lesson")


def test_the_right_method_finds_the_other_twin_whichever_address_she_has(site: Site) -> None:
    page = arrives(site, "lou")
    assert (page.at("by-strategy"), page.at("how")[:7]) == ("Lou JUMEAU-FICTIF", "Étape 2")
    assert "même résultat" in page.at("lesson")
    page = arrives(site, "lou", "laposte")
    assert (page.at("by-address"), page.at("by-strategy")) == ("aucun compte", "Lou JUMEAU-FICTIF")
    assert "Étape 1" in page.at("how")
    assert "double" in page.at("lesson")


def test_the_page_names_who_shares_a_mailbox(site: Site) -> None:
    page = site.browser.get("/laboratoire")
    assert f"{FAMILY} : lou, loup" in page.at("shared")
    assert page.has("franceconnect-button")
    assert dict(shared_mailboxes(site.house.people()))[FAMILY] == ("lou", "loup")


def test_the_page_speaks_english(site: Site) -> None:
    page = site.browser.get("/laboratoire", headers={"Accept-Language": "en"})
    assert "Who breaks the e-mail address?" in page.text


def test_without_the_setting_there_is_no_laboratory(open_site: Callable[..., Site]) -> None:
    closed = open_site()
    assert closed.browser.get("/laboratoire").status == 404
    assert "laboratoire" not in closed.browser.get("/").html
