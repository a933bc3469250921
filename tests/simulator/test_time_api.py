"""The clock of the control API: whose time it is, and what that changes in a login."""

from __future__ import annotations

import json
import time

import pytest

from tests.simulator.desk import NOON, Desk
from tests.stories.federation import Federation, Known, log_in, through


@pytest.mark.parametrize(("document", "field"), [
    ({}, ""), ({"advance": "PT1M", "age": "PT1M"}, ""), ({"advance": 60}, "advance"), ({"advance": "an hour"}, "advance"),
    ({"set": "2026-11-23"}, "set"), ({"set": "yesterday"}, "set"), ({"age": "-PT1M"}, "age"), ({"age": "PT0S"}, "age"),
    ({"reset": False}, "reset"), ({"advance": "PT1M", "minutes": 3}, "minutes"),
    ({"advance": "PT1M", "trace_id": "x"}, "trace_id"),
    ({"advance": "PT1M", "run": "a", "client_id": "b"}, "run"), ({"advance": "P900000D"}, "advance"),
])
def test_a_wrong_change_names_its_field_and_changes_nothing(desk: Desk, document: dict, field: str) -> None:
    answer = desk.call("POST", "/api/clock", document)
    assert answer.status == 422
    assert field in json.loads(answer.body)["detail"]
    assert desk.get("/api/clock")["shifted"] == []


def test_the_time_of_a_scope_is_shown_and_goes_back(desk: Desk) -> None:
    assert desk.get("/api/clock") == {"now": "2026-11-23T12:00:00Z", "shifted": []}
    desk.call("POST", "/api/clock", {"advance": "PT31M"})
    desk.call("POST", "/api/clock", {"set": "2020-01-01T00:00:00+01:00", "client_id": "sandbox"})
    desk.call("POST", "/api/clock", {"age": "P1D", "client_id": "sandbox"})
    shown = desk.get("/api/clock")
    assert shown["now"] == "2026-11-23T12:31:00Z"
    (client,) = [each for each in shown["shifted"] if each["scope"] == "client"]
    assert (client["now"], client["age"], client["set"], client["client_id"]) == ("2019-12-31T23:00:00Z", 86_400, True, "sandbox")
    desk.call("POST", "/api/clock", {"reset": True, "client_id": "sandbox"})
    assert [each["scope"] for each in desk.get("/api/clock")["shifted"]] == ["everybody"]
    desk.call("POST", "/api/clock", {"reset": True})
    assert desk.get("/api/clock")["shifted"] == []
    assert desk.clock.now() == NOON


def trace_of(federation: Federation, client_id: str) -> str:
    trace: str = federation.api.flows(client_id=client_id, limit="1")[0]["trace_id"]
    return trace


def client(federation: Federation, name: str) -> str:
    federation.api.register(client_id=name, client_secret="s" * 32, redirect_uris=["http://localhost:3000/callback"],
                            scope="openid identite_pivot preferred_username email")
    return name


def logged_in(federation: Federation, client_id: str) -> Known:
    service = federation.service(client_id, "s" * 32)
    person, question = service.person(), service.asks()
    person.opens(question.url)
    through(person, "impots", "bruno")
    return service.knows(person, question)


def test_the_tokens_of_a_relying_party_with_a_time_of_its_own_bear_that_time(federation: Federation) -> None:
    name, other = client(federation, "from-2031"), client(federation, "from-today")
    federation.api.clock(set="2031-05-05T10:00:00Z", client_id=name)
    known, today = logged_in(federation, name), logged_in(federation, other)
    assert 0 <= known.id_token["iat"] - 1_935_741_600 < 120
    assert known.id_token["exp"] - known.id_token["iat"] == 60
    assert abs(known.id_token["auth_time"] - known.id_token["iat"]) < 60
    assert abs(today.id_token["iat"] - time.time()) < 60
    federation.api.clock(reset=True, client_id=name)
    assert abs(logged_in(federation, name).id_token["iat"] - time.time()) < 60


def test_a_relying_party_in_the_past_logs_somebody_in_too(federation: Federation) -> None:
    name = client(federation, "from-2020")
    federation.api.clock(set="2020-02-29T23:59:00Z", client_id=name)
    assert 0 <= logged_in(federation, name).id_token["iat"] - 1_583_020_740 < 120


def test_half_an_hour_for_one_journey_ends_it_and_leaves_its_neighbour_alone(federation: Federation) -> None:
    service = federation.service()
    late, neighbour = service.person(), service.person()
    late.opens(service.asks().url)
    trace = trace_of(federation, "sandbox")
    question = service.asks()
    neighbour.opens(question.url)
    federation.api.clock(advance="PT31M", trace_id=trace)
    page = late.presses("idp-impots")
    assert page.said("error-code") == "Y190001", page.text[:2000]
    through(neighbour, "impots")
    service.knows(neighbour, question)


def test_at_the_provider_too_a_journey_has_its_own_time(federation: Federation) -> None:
    service = federation.service()
    person = service.person()
    person.opens(service.asks().url)
    person.presses("idp-impots")
    federation.api.clock(advance="PT11M", trace_id=trace_of(federation, "sandbox"))
    assert log_in(person).status == 403


def test_what_is_stored_gets_older_and_the_time_stays(federation: Federation) -> None:
    name = client(federation, "older")
    service = federation.service(name, "s" * 32)
    person, question = service.person(), service.asks()
    person.opens(question.url)
    through(person, "impots", "bruno")
    federation.api.clock(age="PT31S", trace_id=trace_of(federation, name))
    refused = service.redeems(person.query()["code"])
    assert (refused.status, refused.json["error"]) == (400, "invalid_grant")
    # A login that begins afterwards is as young as ever.
    known = logged_in(federation, name)
    assert abs(known.id_token["iat"] - time.time()) < 60
    federation.api.clock(age="PT40M", client_id=name)
    assert abs(logged_in(federation, name).id_token["auth_time"] - time.time()) < 60
    assert "/interaction/" in person.opens(service.asks().url).url, "the session of half an hour ago is over"
    assert person.page is not None
    assert person.page.has("idp-impots")


def test_everybody_s_time_can_be_moved(federation: Federation) -> None:
    try:
        federation.api.clock(advance="P1D")
        known = logged_in(federation, client(federation, "tomorrow"))
        assert 86_300 < known.id_token["iat"] - time.time() < 86_500
    finally:
        federation.api.clock(reset=True)


def test_moncompteformation_lives_in_the_time_of_its_client(federation: Federation) -> None:
    try:
        federation.api.clock(set="2029-01-01T12:00:00Z", client_id="moncompteformation")
        person = federation.service().person()
        person.opens(federation.public("moncompteformation") + "/franceconnect/login")
        assert through(person, "ameli", "jeanloup").has("account-name")
    finally:
        federation.api.clock(reset=True, client_id="moncompteformation")
