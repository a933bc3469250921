"""What the hub remembers of a person's connections, and who is told (contract §6.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from desk import Desk, Lately
from house import REFERENCE_DATE, STATE, Backend, House, Visitor, json_of

from broker.accounts.history import months_before, place_of
from doublure.mail import captured
from doublure.records.schema import select
from doublure.testing.pages import Page

DAY = 86_400


def test_a_connection_is_a_line_with_service_account_level_hour_place_and_code(house: House, visitor: Visitor) -> None:
    visitor.arrives("impots", "bruno")
    house.clock.seconds += 60
    desk = Desk(house).opens()
    dashboard, connection = desk.events()
    assert (dashboard["service"], dashboard["provider"]) == ("Tableau de bord", "ameli.fr")
    code = connection.pop("browsing")
    assert connection == {
        "kind": "FC_VERIFIED", "at": REFERENCE_DATE, "platform": "FranceConnect", "service": "sandbox",
        "provider": "impots.gouv.fr", "acr": "eidas1", "place": "local", "data": [],
    }
    [letter] = [letter for letter in captured(house.control, "bruno@example.org") if "« sandbox »" in letter["subject"]]
    assert code in letter["text"]


def test_an_agreement_is_a_line_of_its_own_with_its_data(house: House, visitor: Visitor) -> None:
    house.register(client_id="bank", client_name="Banque", type="private", identityConsent=True)
    visitor.asks(client_id="bank", scope="openid given_name email")
    visitor.proves()
    house.clock.seconds += 1
    visitor.presses("consent-continue", {"accept_data": "on"})
    assert "code" in visitor.answer()
    house.clock.seconds += 1
    kinds = [(event["kind"], event["service"], event["data"]) for event in Desk(house).opens().events()[1:]]
    assert kinds == [
        ("FC_DATATRANSFER_CONSENT_IDENTITY", "Banque",
         [{"provider": None, "labels": ["Prénom(s)", "Adresse email"]}]),
        ("FC_VERIFIED", "Banque", []),
    ]


def test_single_sign_on_is_a_connection_under_the_same_code(house: House, visitor: Visitor) -> None:
    lately = Lately(house)
    visitor.arrives("impots")
    house.register(client_id="second", client_name="Second")
    house.clock.seconds += 1
    visitor.asks(client_id="second")
    visitor.presses("consent-continue")
    house.clock.seconds += 1
    events = Desk(house).opens().events()[1:]
    assert [event["service"] for event in events] == ["Second", "sandbox"]
    assert len({event["browsing"] for event in events}) == 1
    names = [getattr(record.event, "name", "") for record in lately.records()]
    assert (names.count("FC_SSO_INITIATED"), names.count("FC_VERIFIED")) == (1, 3)


def test_a_login_that_was_refused_is_no_connection(house: House, visitor: Visitor) -> None:
    Desk(house).opens().blocks("impots")
    visitor.asks()
    assert visitor.proves("impots").said("error-code") == "Y100011"
    assert [event["service"] for event in Desk(house).opens().events()] == ["Tableau de bord", "Tableau de bord"]


def test_ten_a_page_the_latest_first(house: House) -> None:
    for number in range(11):
        house.clock.seconds = REFERENCE_DATE + number
        Visitor(house).arrives("impots")
    desk = Desk(house).opens()
    first, second, third = (desk.history(page=str(page)) for page in (1, 2, 3))
    assert [len(page["events"]) for page in (first, second, third)] == [10, 2, 0]
    assert all((page["pages"], page["total"]) == (2, 12) for page in (first, second, third))
    times = [event["at"] for page in (first, second) for event in page["events"]]
    assert times == sorted(times, reverse=True)


def test_older_than_six_months_is_neither_shown_nor_kept(house: House, visitor: Visitor) -> None:
    visitor.arrives()
    end = months_before(REFERENCE_DATE, -6)
    house.clock.seconds = end
    desk = Desk(house).opens()
    assert [event["service"] for event in desk.events()] == ["Tableau de bord", "sandbox"]
    house.clock.seconds = end + 1
    assert [event["service"] for event in desk.events()] == ["Tableau de bord"]
    house.clock.seconds = end + 3601
    Visitor(house).arrives(login="camille")
    assert lines_of(house) == ["Tableau de bord", "sandbox"]


@pytest.mark.parametrize(("now", "months", "then"), [
    ("2026-11-23T09:00", 6, "2026-05-23T08:00"),  # the same hour in France, in summer
    ("2026-08-31T10:00", 6, "2026-02-28T11:00"),  # a shorter month
    ("2026-03-31T10:00", 1, "2026-02-28T11:00"),
    ("2026-01-15T12:00", 1, "2025-12-15T12:00"),
    ("2025-12-15T12:00", -1, "2026-01-15T12:00"),
])
def test_months_are_those_of_the_calendar(now: str, months: int, then: str) -> None:
    instant, expected = (int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) for text in (now, then))
    assert months_before(instant, months) == expected


@pytest.mark.parametrize(("remote", "place"), [("127.0.0.1", "local"), ("::1", "local"), ("172.17.0.1", "local"),
                                               ("8.8.8.8", ""), ("", ""), ("unix:", "")])
def test_an_address_is_never_kept(remote: str, place: str) -> None:
    assert place_of(remote) == place


def test_each_sees_her_own_whatever_provider_she_came_through(house: House) -> None:
    for idp, login in (("impots", "bruno"), ("ameli", "bruno"), ("impots", "camille")):
        Visitor(house).arrives(idp, login)
        house.clock.seconds += 1
    for login, seen in (("bruno", ["ameli.fr", "ameli.fr", "impots.gouv.fr"]), ("camille", ["ameli.fr", "impots.gouv.fr"])):
        assert [event["provider"] for event in Desk(house).opens("ameli", login).events()] == seen


def test_one_code_picks_its_lines(house: House) -> None:
    Visitor(house).arrives()
    Visitor(house).arrives()
    desk = Desk(house).opens()
    codes = [event["browsing"] for event in desk.events()]
    assert len(set(codes)) == 3
    assert [event["browsing"] for event in desk.events(connection=codes[1])] == [codes[1]]
    assert desk.events(connection="00000000-0000-4000-8000-000000000000") == []


def test_the_database_holds_no_identity_no_number_and_no_secret(house: House, visitor: Visitor, backend: Backend) -> None:
    answer = visitor.arrives("impots", "bruno")
    tokens = json_of(backend.redeems(answer["code"]))
    desk = Desk(house).opens()
    desk.blocks("impots")
    person = house.ports.people().by_login("bruno")
    assert person is not None
    kept = everything_in(house)
    assert "sandbox" in kept
    for secret in (person.family_name, person.nir, person.email, person.birthdate, answer["code"], tokens["access_token"],
                   tokens["id_token"], desk.token, STATE, "bruno"):
        assert str(secret) not in kept, secret


#: What is wrong with a question, its status and its code.
_WRONG: list[tuple[str, Callable[[Desk], Page], int, str]] = [
    ("without a token", lambda desk: desk.asks("history", ""), 401, "invalid_token"),
    ("with a token of nobody", lambda desk: desk.asks("history", "x" * 43), 401, "invalid_token"),
    ("with the token in the query", lambda desk: desk.asks("history", "", access_token=desk.token), 401, "invalid_token"),
    ("with the access token of the login itself", lambda desk: desk.asks("history", desk.access_token()), 401, "invalid_token"),
    ("page 0", lambda desk: desk.asks("history", page="0"), 400, "invalid_request"),
    ("page abc", lambda desk: desk.asks("history", page="abc"), 400, "invalid_request"),
    ("an endless page", lambda desk: desk.asks("history", page="9" * 6), 400, "invalid_request"),
    ("two pages", lambda desk: desk.calls("GET", "history?page=1&page=2", None, desk.token), 400, "invalid_request"),
    ("a code that is none", lambda desk: desk.asks("history", connection="' OR 1=1"), 400, "invalid_request"),
    ("unreadable", lambda desk: desk.calls("GET", "history?page=%ff", None, desk.token), 400, "invalid_request"),
    ("preferences without a token", lambda desk: desk.asks("preferences", ""), 401, "invalid_token"),
    ("a choice without a token", lambda desk: desk.posts("preferences", {"allowed": ""}, ""), 401, "invalid_token"),
    ("access without a token", lambda desk: desk.posts("access", {}, ""), 401, "invalid_token"),
    ("access with an account token", lambda desk: desk.posts("access", {}, desk.token), 401, "invalid_token"),
]


def test_a_question_that_is_not_as_it_should_be_is_refused(house: House) -> None:
    desk = Desk(house).opens()
    for name, ask, status, error in _WRONG:
        page = ask(desk)
        assert (page.status, json_of(page)["error"]) == (status, error), name
        assert ("WWW-Authenticate" in page.headers) is (status == 401), name
        assert page.header("Cache-Control") == "no-store", name


def test_only_the_dashboard_may_ask(house: House, visitor: Visitor, backend: Backend) -> None:
    token = json_of(backend.redeems(visitor.arrives()["code"]))["access_token"]
    page = Desk(house).posts("access", {}, token)
    assert (page.status, json_of(page)["error"]) == (403, "insufficient_scope")


def test_an_access_token_opens_nothing_after_its_time(house: House) -> None:
    desk = Desk(house)
    token = desk.access_token()
    house.clock.seconds += 31
    assert desk.posts("access", {}, token).status == 401


def test_an_account_token_ends_with_its_time_and_with_the_logout(house: House) -> None:
    desk = Desk(house).opens()
    house.clock.seconds += 1799
    assert desk.asks("history").status == 200
    house.clock.seconds += 1
    assert desk.asks("history").status == 401
    desk.opens()
    assert desk.posts("end", {}).status == 204
    assert desk.asks("history").status == 401
    assert desk.posts("end", {}).status == 204


def lines_of(house: House) -> list[str]:
    from broker.accounts.schema import Line

    with house.accounts.records.reading() as session:
        return [line.service for line in session.scalars(select(Line).order_by(Line.id))][-2:]


def everything_in(house: House) -> str:
    from broker.accounts.schema import Base

    with house.accounts.records.reading() as session:
        return " ".join(str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table)))
