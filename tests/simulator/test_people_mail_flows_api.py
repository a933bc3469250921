"""People, captured mail and recent journeys over the control API."""

from __future__ import annotations

import json

import pytest

from doublure.journal import Journal, Thread
from doublure.mail import CapturedOutbox, Letter
from doublure.storage import ControlSink
from tests.simulator.desk import CONFIG, Desk

TABLE = json.loads((CONFIG.parent / "tests" / "ground" / "personas.json").read_text("utf-8"))


def test_people_have_the_fields_of_the_published_table(desk: Desk) -> None:
    shown = desk.get("/api/personas")
    assert [{name: person[name] for name in row} for person, row in zip(shown, TABLE, strict=True)] == TABLE


@pytest.mark.parametrize("row", TABLE, ids=[row["login"] for row in TABLE])
def test_a_row_of_the_published_table_can_be_put(desk: Desk, row: dict) -> None:
    answer = desk.call("PUT", f"/api/personas/{row['login']}", row)
    assert answer.status == 200
    assert {name: json.loads(answer.body)[name] for name in row} == row


def test_what_get_shows_can_be_put_back(desk: Desk) -> None:
    for shown in desk.get("/api/personas"):
        assert json.loads(desk.call("PUT", f"/api/personas/{shown['login']}", shown).body) == shown


def test_a_person_can_be_created_and_has_accounts_everywhere_by_default(desk: Desk) -> None:
    answer = desk.call("PUT", "/api/personas/nouvelle", {"family_name": "NOUVELLE", "birthdate": "today-30y"})
    assert answer.status == 201
    shown = desk.get("/api/personas/nouvelle")
    assert (shown["idps"], shown["age"], shown["birthdate"]) == ("tous", 30, "1996-11-23")


@pytest.mark.parametrize(("document", "field"), [
    ({"gender": "woman"}, "gender"), ({"surname": "X"}, "surname"), ({"birthdate": "23/11/1990"}, "birthdate"),
    ({"birthdate": "today-x"}, "birthdate"), ({"nir": "123"}, "nir"), ({"account": "blocked"}, "account"),
    ({"login": "other"}, "login"), ({"nir_rank": 900}, "nir_rank"), ({"nir_rank": "x"}, "nir_rank"),
])
def test_a_wrong_field_of_a_person_is_named_and_nothing_changes(desk: Desk, document: dict, field: str) -> None:
    answer = desk.call("PUT", "/api/personas/bruno", document)
    assert answer.status == 422
    assert [error["field"] for error in json.loads(answer.body)["errors"]] == [field]
    assert desk.get("/api/personas/bruno")["family_name"] == "FACTICE"


def test_nobody_is_a_problem_document(desk: Desk) -> None:
    assert desk.call("GET", "/api/personas/nobody").status == 404


def test_mail_is_listed_read_and_thrown_away(desk: Desk) -> None:
    outbox = CapturedOutbox(desk.control, desk.clock)
    for to in ("a@example.org", "b@example.org"):
        outbox.send(Letter(to=to, subject=to, text="t", html="h", sender="s@example.org", application="hub"))
    (letter,) = desk.get("/api/mail", to="a@example.org")
    assert desk.get(f"/api/mail/{letter['id']}") == letter
    assert len(desk.get("/api/mail")) == 2
    assert desk.call("DELETE", "/api/mail").status == 204
    assert desk.get("/api/mail") == []
    assert desk.call("GET", f"/api/mail/{letter['id']}").status == 404


def journey(desk: Desk, trace: str, client_id: str) -> None:
    sink = ControlSink(desk.control)
    hub = Journal("hub", desk.clock, (sink,)).trail(Thread(trace=trace), client_id)
    hub.check("redirect URI is registered", "RFC 6749 §3.1.2", passed=True)
    hub.check("nonce has 22 characters", "contract", passed=False, received="5", expected="22 or more", code="Y04")
    Journal("impots", desk.clock, (sink,)).trail(Thread(trace=trace), "doublure-hub").event("FC_VERIFIED")
    desk.clock.advance(1)


def test_journeys_are_put_together_from_every_application(desk: Desk) -> None:
    journey(desk, "a" * 32, "sandbox")
    journey(desk, "b" * 32, "moncompteformation")
    newest, oldest = desk.get("/api/flows")
    assert (newest["trace_id"], oldest["trace_id"]) == ("b" * 32, "a" * 32)
    assert newest["client_id"] == "moncompteformation"
    assert newest["applications"] == ["hub", "impots"]
    assert (newest["checks"], newest["events"]) == (2, ["FC_VERIFIED"])
    assert newest["refusals"][0]["code"] == "Y04"
    assert newest["started_at"] == "2026-11-23T12:00:01.000Z"


def test_journeys_can_be_asked_for_by_client_and_number(desk: Desk) -> None:
    for number in range(3):
        journey(desk, str(number) * 32, "sandbox")
    journey(desk, "f" * 32, "other")
    assert [flow["trace_id"][0] for flow in desk.get("/api/flows", client_id="sandbox", limit="2")] == ["2", "1"]


@pytest.mark.parametrize("limit", ["0", "1001", "x", "-1", ""])
def test_a_wrong_limit_is_named(desk: Desk, limit: str) -> None:
    answer = desk.call("GET", "/api/flows", headers={}, limit=limit)
    assert answer.status == 422
    assert json.loads(answer.body)["errors"][0]["field"] == "limit"


def test_one_journey_shows_its_checks_and_messages_in_order(desk: Desk) -> None:
    journey(desk, "a" * 32, "sandbox")
    shown = desk.get(f"/api/flows/{'a' * 32}")
    assert [record["event"]["kind"] for record in shown["records"]] == ["check", "check", "event"]
    assert desk.call("GET", "/api/flows/absent").status == 404


@pytest.mark.parametrize(("registry", "word"), [
    ({"scenario": "FED-12/early"}, "'early' is not one of rejected"), ({"scenario": "late"}, "'late' is not one of FED-12"),
    ({"status": "dead"}, "status must be one of known"), ({"nir": "2"}, "'nir' is nothing a registry has"),
], ids=str)
def test_what_the_registry_cannot_have_or_play_is_refused_by_name(desk: Desk, registry: dict, word: str) -> None:
    answer = desk.call("PUT", "/api/personas/camille", {"family_name": "SPECIMEN", "registry": registry})
    assert answer.status == 422
    problem = json.loads(answer.body)
    assert word in problem["detail"]
    assert [error["field"] for error in problem["errors"]] == ["registry"]
