"""Both parts of the founding document over real sockets: every application, the hub, and the letters in the console."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from doublure.testing.person import Person
from tests.service_provider.test_registration import ADDRESS, CONTACT, PASSWORD
from tests.stories.federation import Federation, running_federation, through


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    """One of its own: accounts are made here."""
    with running_federation(tmp_path_factory.mktemp("state")) as running:
        yield running


def link_in_letter(federation: Federation, to: str) -> str:
    # The hub writes too: that somebody has logged in.
    [letter] = [letter for letter in federation.api.mail(to) if letter["application"] == "moncompteformation"]
    found = re.search(r"http://\S+", letter["text"])
    assert found
    return found[0]


def fills_in_what_follows(person: Person, email: str) -> None:
    """Steps 2 to 4."""
    person.presses("step-next", {**CONTACT, "email": email})
    person.presses("step-next", ADDRESS)
    person.presses("register-submit", PASSWORD)


def test_camille_registers_alone_opens_the_link_and_logs_in_by_number(federation: Federation) -> None:
    site, person = federation.public("moncompteformation"), Person()
    person.opens(site + "/")
    assert person.presses("create-account").url == site + "/inscription/identite"
    person.presses("step-next", {"family_name": "SPECIMEN", "nir": "287035514090160"})
    fills_in_what_follows(person, "camille@example.org")
    assert person.page is not None
    assert person.page.url == site + "/inscription/enregistree"

    assert "est validée" in person.opens(link_in_letter(federation, "camille@example.org")).said("confirmation")
    person.opens(site + "/connexion")
    space = person.presses("login-submit", {"nir": "287035514090160", "password": PASSWORD["password"]})
    assert (space.url, space.said("account-name")) == (site + "/espace", "Camille SPECIMEN")


def test_bruno_comes_from_franceconnect_finds_his_identity_and_both_ways_lead_to_his_account(federation: Federation) -> None:
    site, person = federation.public("moncompteformation"), Person()
    person.opens(site + "/")
    person.presses("franceconnect-button")
    page = through(person, "impots", "bruno")
    assert page.url == site + "/inscription/identite"
    assert page.said("pivot-family_name") == "FACTICE"
    page = person.presses("step-next", {"nir": "179102627490292"})
    assert page.form_with("step-next").values()["email"] == "bruno@example.org"
    fills_in_what_follows(person, "bruno@example.org")
    assert "est validée" in person.opens(link_in_letter(federation, "bruno@example.org")).said("confirmation")

    again = Person()
    again.opens(site + "/franceconnect/login")
    assert through(again, "ameli", "bruno").said("account-name") == "Bruno FACTICE", "another provider, the same account"
    local = Person()
    local.opens(site + "/connexion")
    assert local.presses("login-submit", {"nir": "1791026274902", "password": PASSWORD["password"]}).url == site + "/espace"
