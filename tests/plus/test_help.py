"""What the choice page and one refusal explain on this platform only: its file says so (contract §6.2, §6.4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doublure.census import Census
from doublure.persona import document
from tests.broker.house import House, Visitor

SUMMARY = {"fr": "Un compte que vous utilisez d’habitude", "en": "Is an account that you usually use"}
HEADING = {"fr": "Vous n’avez pas été trouvé au registre d’état civil", "en": "You were not found in the civil registry"}
LEADS = {"fr": "Lire la page d’aide", "en": "Read the help page"}
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture(scope="module")
def low(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("low"), others=("laposte",))
    yield house
    house.stop()


@LANGUAGES
def test_the_choice_page_says_why_an_account_may_be_missing(visitor: Visitor, language: str) -> None:
    visitor.language = language
    page = visitor.asks()
    assert page.has("choice-help")
    assert SUMMARY[language] in page.text


@LANGUAGES
def test_who_is_unknown_to_the_registry_is_led_to_a_page_of_ours(visitor: Visitor, house: House, language: str) -> None:
    people = house.ports.people
    assert isinstance(people, Census)
    people.put("fantome", document(people().by_login("fantome")) | {"idps": "alicem"})
    visitor.language = language
    visitor.asks()
    refused = visitor.proves("alicem", "fantome")
    assert (refused.status, refused.said("error-code")) == (403, "Y010008")
    assert LEADS[language] in refused.text
    assert refused.has("back-to-sp-link")
    address = refused.link("help-page")
    assert address == f"{house.hub}/aide/Y010008"
    explained = visitor.opens(address)
    assert (explained.status, HEADING[language] in explained.text) == (200, True)


def test_another_refusal_leads_to_no_help(visitor: Visitor, house: House) -> None:
    page = visitor.asks(client_id="nobody")
    assert page.said("error-code") == "Y04EA6EF"
    assert not page.has("help-page")
    nowhere = visitor.opens(f"{house.hub}/aide/Y04EA6EF")
    assert (nowhere.status, nowhere.said("error-code")) == (404, "Y000404")


def test_the_other_platform_explains_neither(low: House) -> None:
    visitor = Visitor(low)
    assert not visitor.asks().has("choice-help")
    refused = visitor.proves("laposte", "fantome")
    assert refused.said("error-code") == "Y010008"
    assert not refused.has("help-page")
    assert visitor.opens(f"{low.hub}/aide/Y010008").status == 404
