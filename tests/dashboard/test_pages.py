"""The dashboard's pages: the way in, the history, the way out, and what happens when the hub is silent (contract §6.6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from service_provider.dashboard.dates import by_month, day, hour
from service_provider.dashboard.told import Event
from tests.dashboard.visitor import Visitor
from tests.stories.federation import Federation

NOBODY_S = "00000000-0000-4000-8000-000000000000"


def test_the_home_page_says_what_there_is_and_offers_the_login(visitor: Visitor) -> None:
    page = visitor.at("/")
    assert page.has("franceconnect-button")
    assert not page.has("logout")
    for words in ("Consulter mon historique", "Gérer mes accès", "Signaler une usurpation"):
        assert words in page.text


@pytest.mark.parametrize("path", ["/history", "/preferences", "/report", "/report/sent", f"/report?connection={NOBODY_S}"])
def test_a_page_about_a_person_asks_for_a_login_and_is_shown_afterwards(visitor: Visitor, path: str) -> None:
    page = visitor.at(path)
    assert page.url == visitor.site + "/"
    assert page.said("notice").startswith("Connectez-vous")
    page = visitor.logs_in()
    assert page.url == visitor.site + path.replace("/report/sent", "/report")
    assert page.said("account-name") == "Bruno FACTICE"


def test_a_login_leads_to_the_history(visitor: Visitor) -> None:
    visitor.uses("impots")
    other = Visitor(visitor.federation)
    page = other.logs_in("ameli")
    assert page.url == other.site + "/history"
    assert page.text.count('data-testid="event"') == 2
    assert page.text.index("Tableau de bord</span>") < page.text.index("moncompteformation</span>")
    for words in ("impots.gouv.fr", "ameli.fr", "Faible", "Connexion", "FranceConnect", "Cet ordinateur ou son réseau"):
        assert words in page.text
    [letter] = visitor.letters(about="moncompteformation")
    code = re.search(r"Code d’identification : ([0-9a-f-]{36})", letter["text"])
    assert code
    assert code[1] in page.text


def test_both_platforms_stand_in_one_history(visitor: Visitor) -> None:
    plus = visitor.federation.service()
    other = Visitor(visitor.federation)
    other.stop_at = ("http://localhost:3000/",)
    issuer = visitor.federation.public("hub-plus") + "/api/v2"
    other.opens(plus.asks(acr_values="eidas2").url.replace(visitor.federation.issuer, issuer))
    other.proves("laposte", "bruno")
    assert "code=" in other.presses("consent-continue").url
    page = visitor.logs_in("ameli")
    assert "FranceConnect+" in page.text
    assert "Substantiel" in page.text


@pytest.mark.parametrize(("asked", "shown"), [("0", 1), ("abc", 1), ("-1", 1), ("1e3", 1), ("٣", 1), ("99", 1), ("1", 1)])
def test_a_page_number_that_is_none_shows_a_page_that_is(visitor: Visitor, asked: str, shown: int) -> None:
    visitor.logs_in()
    page = visitor.at("/history?" + urlencode({"page": asked}))
    assert page.status == 200
    assert page.text.count('data-testid="event"') == shown


def test_eleven_connections_take_two_pages(visitor: Visitor) -> None:
    visitor.logs_in()
    for _ in range(10):
        visitor.opens(visitor.site + "/franceconnect/login")
        visitor.presses("consent-continue")
    page = visitor.at("/history")
    assert (page.text.count('data-testid="event"'), page.said("page")) == (10, "Page 1 sur 2")
    assert not page.has("newer")
    page = visitor.presses("older")
    assert (page.text.count('data-testid="event"'), page.said("page")) == (1, "Page 2 sur 2")
    assert not page.has("older")
    assert visitor.presses("newer").said("page") == "Page 1 sur 2"


def test_the_logout_ends_the_visit_here_and_the_session_there(visitor: Visitor) -> None:
    visitor.logs_in()
    page = visitor.presses("logout")
    while not page.has("logged-out"):  # the hub's and the provider's own steps, which a script would press
        page = visitor.submits(page.forms[-1])
    assert page.said("logged-out") == "Vous êtes déconnecté du tableau de bord et de FranceConnect."
    assert visitor.at("/history").url == visitor.site + "/"
    visitor.opens(visitor.site + "/franceconnect/login")
    assert visitor.page is not None
    assert visitor.page.has("idp-ameli")


def test_a_visit_whose_token_is_over_begins_again(visitor: Visitor) -> None:
    visitor.logs_in()
    visitor.federation.api.call("POST", "/api/clock", {"advance": "PT29M"})
    visitor.at("/history")  # the visit slides, the account token does not
    visitor.federation.api.call("POST", "/api/clock", {"advance": "PT2M"})
    page = visitor.at("/preferences")
    assert (page.url, page.said("notice")) == (
        visitor.site + "/", "Votre session est terminée : connectez-vous de nouveau pour continuer.")
    assert visitor.logs_in().url == visitor.site + "/preferences"


@pytest.mark.parametrize(("answer", "status", "words"), [
    ({"error": "access_denied", "state": "x"}, 400, "n’est pas valable"),
    ({"code": "x", "state": "x"}, 400, "n’est pas valable"),
    ({}, 400, "n’est pas valable"),
])
def test_an_answer_that_belongs_to_no_login_is_not_believed(
    visitor: Visitor, answer: dict[str, str], status: int, words: str,
) -> None:
    page = visitor.at("/franceconnect/callback?" + urlencode(answer))
    assert page.status == status
    assert words in page.said("error-message")
    assert page.has("franceconnect-button")


def test_who_gives_up_at_the_hub_is_told_so(visitor: Visitor) -> None:
    visitor.opens(visitor.site + "/franceconnect/login")
    page = visitor.presses("back-to-sp-link")
    assert page.status == 200
    assert page.said("error-code") == "access_denied"


def test_a_session_says_nothing_to_the_next_application(visitor: Visitor) -> None:
    visitor.logs_in()
    jar = visitor.cookies["localhost"]
    jar["moncompteformation_session"] = jar["dashboard_session"]
    assert "Bruno" not in visitor.opens(visitor.federation.public("moncompteformation") + "/espace").text
    stranger = Visitor(visitor.federation)
    stranger.uses("impots", "jeanloup")
    theirs = stranger.cookies["localhost"]
    theirs["dashboard_session"] = theirs["moncompteformation_session"]
    assert stranger.at("/history").url == stranger.site + "/"


def test_pages_about_a_person_are_kept_by_no_cache(visitor: Visitor) -> None:
    visitor.logs_in()
    for path in ("/history", "/preferences", "/report"):
        assert visitor.at(path).header("Cache-Control") == "no-store"


def test_english_speakers_read_english(clean: Federation) -> None:
    visitor = Visitor(clean, language="en")
    page = visitor.logs_in()
    for words in ("My connection history", "Low", "This computer or its network", "Identification code"):
        assert words in page.text


def told(at: int) -> Event:
    return Event(kind="FC_VERIFIED", at=at, platform="", service="", provider="", acr="", browsing="", place="", data=())


def test_dates_are_those_of_france_in_the_language_of_the_reader() -> None:
    at = int(datetime(2026, 10, 31, 23, 30, tzinfo=UTC).timestamp())
    assert (day(at, "fr"), hour(at, "fr"), day(at, "en")) == ("1 novembre 2026", "00:30", "1 November 2026") or \
        (day(at, "en") == "November 1 2026")
    months = by_month([told(at), told(at - 3600), told(at - 90 * 86_400)], "fr")
    assert [(month, len(events)) for month, events in months] == [("novembre 2026", 1), ("octobre 2026", 1), ("août 2026", 1)]


def test_a_data_exchange_is_a_line_with_the_data_that_were_read(visitor: Visitor) -> None:
    service = visitor.federation.service()
    other = Visitor(visitor.federation)
    other.stop_at = ("http://localhost:3000/",)
    other.opens(service.asks(scope="openid identite_pivot dgfip_rfr").url)
    other.proves("impots", "bruno")
    other.presses("consent-continue")
    token = service.redeems(other.query()["code"]).json["access_token"]
    data = visitor.federation.public("data-provider") + "/api/v1/data"
    told = other.request("GET", data, None, {"Authorization": f"Bearer {token}"})
    assert told.status == 200
    page = visitor.logs_in("ameli")
    line = page.text.split('data-kind="DP_VERIFIED_FC_CHECKTOKEN"')[1].split("</details>")[0]
    for words in ("Échange de données", "sandbox", "impots.gouv.fr", "Revenu fiscal"):
        assert words in line
