"""Runs never meet: each has its rules, its relying parties, its issuer, its time."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from doublure.testing.wire import send
from tests.stories.federation import CALLBACK, Federation, Service, log_in, through

SECRET = "s" * 32


def begin(federation: Federation, **wanted: Any) -> dict[str, Any]:
    reply = federation.api.call("POST", "/api/runs", wanted)
    assert reply.status == 201, reply.text
    run: dict[str, Any] = reply.json
    return run


def arm(federation: Federation, run: str, **order: Any) -> dict[str, Any]:
    reply = federation.api.call("POST", f"/api/runs/{run}/rules", order)
    assert reply.status == 201, reply.text
    rule: dict[str, Any] = reply.json
    return rule


def sandbox_at(run: dict[str, Any]) -> Service:
    from tests.stories.federation import SANDBOX_SECRET

    return Service(run["issuers"]["franceconnect"], "sandbox", SANDBOX_SECRET, CALLBACK)


def test_a_run_has_an_issuer_of_its_own_that_discovery_tells_and_tokens_bear(federation: Federation) -> None:
    run = begin(federation, autopilot="bruno@impots")
    issuer = run["issuers"]["franceconnect"]
    metadata = json.loads(send("GET", issuer + "/.well-known/openid-configuration").body)
    assert metadata["issuer"] == issuer
    assert metadata["token_endpoint"].startswith(issuer)
    service = sandbox_at(run)
    person, question = service.person(), service.asks()
    person.opens(question.url)
    known = service.knows(person, question)
    assert known.id_token["iss"] == issuer
    written = federation.api.call("GET", f"/api/runs/{run['run']}/events").json
    # What a call on the back channel tells is the trace alone.
    assert {record["thread"]["run"] for record in written if record["house"] != "registry"} == {run["run"]}
    assert {"hub", "impots"} <= {record["house"] for record in written}


def test_by_hand_too_somebody_comes_back_from_her_provider_to_the_run_s_own_issuer(federation: Federation) -> None:
    service = sandbox_at(begin(federation))
    person, question = service.person(), service.asks()
    person.opens(question.url)
    through(person, "ameli", "camille")
    assert service.knows(person, question).userinfo["email"] == "camille@example.org"


def test_a_browser_logged_in_for_one_run_is_a_stranger_to_another_and_to_the_platform(federation: Federation) -> None:
    first, second = sandbox_at(begin(federation)), sandbox_at(begin(federation))
    person, question = first.person(), first.asks()
    person.opens(question.url)
    through(person, "ameli", "camille")
    first.knows(person, question)
    for other in (second, federation.service()):
        assert person.opens(other.asks().url).has("idp-ameli"), "no single sign-on between them"
    page = person.opens(first.asks().url)
    assert page.has("consent-continue"), "within the run there is"


def test_a_code_of_one_run_gives_nothing_at_another(federation: Federation) -> None:
    runs = [sandbox_at(begin(federation, autopilot="bruno@impots")) for _ in range(2)]
    person, question = runs[0].person(), runs[0].asks()
    person.opens(question.url)
    code = person.query()["code"]
    assert runs[1].redeems(code).json["error"] == "invalid_grant"
    assert federation.service().redeems(code).json["error"] == "invalid_grant"
    assert runs[0].redeems(code).status == 200


def test_a_rule_of_one_run_is_not_seen_by_another_run_and_plays_as_often_as_it_says(federation: Federation) -> None:
    mine, other = begin(federation), begin(federation)
    arm(federation, mine["run"], autopilot="bruno@msa", match={"client_id": "sandbox"})
    for run, flown in ((other, False), (mine, True), (mine, False)):
        service = sandbox_at(run)
        person = service.person()
        page = person.opens(service.asks().url)
        assert page.has("idp-msa") is not flown
    (rule,) = federation.api.call("GET", f"/api/runs/{mine['run']}/rules").json
    assert (rule["played"], rule["times"]) == (1, 1)


def test_one_login_alone_is_flown_by_a_rule_that_names_its_state(federation: Federation) -> None:
    run, service = begin(federation), federation.service()
    wanted, other = service.asks(), service.asks()
    arm(federation, run["run"], autopilot="theo@laposte", match={"state": wanted.state})
    assert service.person().opens(other.url).has("idp-laposte")
    person = service.person()
    person.opens(wanted.url)
    assert service.knows(person, wanted).id_token["nonce"] == wanted.nonce


def test_a_relying_party_registered_for_a_run_belongs_to_it_and_goes_with_it(federation: Federation) -> None:
    run = begin(federation, autopilot="bruno@alicem")
    federation.api.register(client_id="of-the-run", client_secret=SECRET, redirect_uris=[CALLBACK], run=run["run"],
                            scope="openid email")
    service = Service(federation.issuer, "of-the-run", SECRET, CALLBACK, scope="openid email")
    person, question = service.person(), service.asks()
    person.opens(question.url)
    service.knows(person, question)
    assert federation.api.flows(client_id="of-the-run")[0]["run"] == run["run"]
    assert federation.api.call("DELETE", f"/api/runs/{run['run']}").status == 204
    assert federation.api.call("GET", "/api/clients/of-the-run").status == 404
    assert federation.api.call("GET", f"/api/runs/{run['run']}").status == 404
    assert send("GET", run["issuers"]["franceconnect"] + "/.well-known/openid-configuration").status == 404


def test_a_run_has_a_time_of_its_own(federation: Federation) -> None:
    past, now = begin(federation, autopilot="bruno@impots"), begin(federation, autopilot="bruno@impots")
    federation.api.clock(set="2021-06-01T08:00:00Z", run=past["run"])
    issued = {}
    for run in (past, now):
        service = sandbox_at(run)
        person, question = service.person(), service.asks()
        person.opens(question.url)
        issued[run["run"]] = service.knows(person, question).id_token["iat"]
    assert 0 <= issued[past["run"]] - 1_622_534_400 < 120
    assert abs(issued[now["run"]] - time.time()) < 60


def test_a_scenario_that_was_played_has_a_verdict_and_one_that_was_not_says_so(federation: Federation) -> None:
    run = begin(federation, autopilot="bruno@impots")
    arm(federation, run["run"], scenario="FED-12", variant="rejected")
    assert [each["verdict"] for each in federation.api.call("GET", f"/api/runs/{run['run']}/verdicts").json] == ["NOT_RUN"]
    service = sandbox_at(run)
    page = service.person().opens(service.asks().url)
    assert page.said("error-code") == "Y010009"
    (verdict,) = federation.api.call("GET", f"/api/runs/{run['run']}/verdicts").json
    assert (verdict["scenario"], verdict["verdict"], verdict["confidence"]) == ("FED-12", "PASS", "strong")


@pytest.mark.parametrize(("document", "field"), [
    ({}, "scenario"), ({"scenario": "ABC-99"}, "scenario"), ({"scenario": "FED-12", "variant": "x"}, "variant"),
    ({"scenario": "fed"}, "scenario"), ({"autopilot": "bruno"}, "autopilot"), ({"scenario": "FED-12", "times": 0}, "times"),
    ({"scenario": "FED-12", "match": {"who": "x"}}, "match.who"), ({"autopilot": "a@b", "variant": "x"}, "variant"),
])
def test_a_wrong_rule_names_its_field_and_arms_nothing(federation: Federation, document: dict[str, Any], field: str) -> None:
    run = begin(federation)
    reply = federation.api.call("POST", f"/api/runs/{run['run']}/rules", document)
    assert (reply.status, reply.json["errors"][0]["field"]) == (422, field)
    assert federation.api.call("GET", f"/api/runs/{run['run']}/rules").json == []


def test_the_token_of_a_run_opens_that_run_and_nothing_else_where_the_console_wants_one() -> None:
    from doublure.secret import Secret
    from tests.simulator.desk import JSON, make_desk

    desk = make_desk(Secret("of the console"))
    of_the_console = JSON | {"authorization": "Bearer of the console"}
    one, two = (json.loads(desk.call("POST", "/api/runs", {}, of_the_console).body) for _ in range(2))
    guest = JSON | {"authorization": f"Bearer {one['token']}"}
    assert desk.call("GET", f"/api/runs/{one['run']}/rules", headers=guest).status == 200
    assert "token" not in json.loads(desk.call("GET", f"/api/runs/{one['run']}", headers=guest).body)
    for path in ("/api/runs", f"/api/runs/{two['run']}", f"/api/runs/{two['run']}/events", "/api/clients", "/api/flows"):
        assert desk.call("GET", path, headers=guest).status == 401, path


def test_a_login_at_the_plain_issuer_is_not_disturbed_by_runs(federation: Federation) -> None:
    service = federation.service()
    person, question = service.person(), service.asks()
    person.opens(question.url)
    person.presses("idp-impots")
    begin(federation)
    log_in(person)
    person.presses("consent-continue")
    service.knows(person, question)


def test_a_relying_party_of_a_run_that_is_not_is_refused(federation: Federation) -> None:
    reply = federation.api.call("POST", "/api/clients", {"redirect_uris": [CALLBACK], "run": "nowhere"})
    assert (reply.status, reply.json["errors"][0]["field"]) == (422, "run")
