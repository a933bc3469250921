"""A journey told: both ends of a message are one arrow, checks stand where they ran, each claim says where it comes from."""

from __future__ import annotations

import json
from typing import Any

from broker.settings import load_settings
from doublure.addresses import AddressBook
from doublure.clock import FixedClock
from doublure.journal import Journal, Thread
from doublure.storage import ControlSink, open_control
from simulator.console.cast import cast_of
from simulator.console.diagnosing import Diagnosing
from simulator.console.exports import as_curl, as_har, as_mermaid
from simulator.console.flows import Flows
from simulator.console.teller import Teller
from tests.simulator.desk import CONFIG, NOON
from tests.simulator.journeys import whole_login

TRACE = "a" * 32


def teller() -> tuple[Teller, FixedClock, ControlSink]:
    clock = FixedClock(NOON)
    control = open_control("memory:", clock=clock)
    settings = load_settings(CONFIG, AddressBook.local())
    releases = {platform.application: settings.releases[slug] for slug, platform in settings.platforms.items()}
    hubs = {platform.application: platform for platform in settings.platforms.values()}
    told = Teller(flows=Flows(control, Diagnosing(hubs, clock)), cast=cast_of(settings, AddressBook.local()), releases=releases)
    return told, clock, ControlSink(control)


def flow_of(told: Teller, trace: str = TRACE) -> dict[str, Any]:
    found = told.flows.one(trace)
    assert found is not None
    return found


def test_what_one_house_sent_and_another_received_is_one_arrow() -> None:
    told, clock, sink = teller()
    whole_login(clock, sink, TRACE)
    story = told.story(flow_of(told))
    assert story.parties == ("sandbox", "hub", "impots")
    arrows = [(step.sender, step.receiver, step.message) for step in story.steps]
    assert arrows == [
        ("sandbox", "hub", "authorization_request"), ("hub", "impots", "authorization_request"),
        ("impots", "hub", "userinfo"), ("hub", "sandbox", "userinfo"),
    ]
    assert [check["rule"] for check in story.steps[0].checks] == ["client_is_known"]
    assert [event["name"] for event in story.steps[1].events] == ["IDP_LOGIN_ACCEPTED"]


def test_the_checks_of_a_token_stand_at_the_token() -> None:
    told, clock, sink = teller()
    thread = Thread(trace=TRACE)
    hub = Journal("hub", clock, (sink,)).trail(thread, "sandbox")
    hub.message("token_response", "received", "http://localhost:4421", {"id_token": "<500 characters>"})
    hub.check("signature_verifies", "Core §3.1.3.7 item 6", passed=True)
    hub.message("id_token", "received", "http://localhost:4421", {"sub": "1"})
    hub.message("userinfo_request", "sent", "http://localhost:4421", {})
    hub.check("audience_is_us", "Core §3.1.3.7 item 3", passed=False, received="x", expected="doublure-hub")
    response, token, _ = told.story(flow_of(told)).steps
    assert (response.checks, [check["rule"] for check in token.checks]) == ([], ["signature_verifies"])


def test_each_claim_says_who_said_it_what_became_of_it_and_which_scope_released_it() -> None:
    told, clock, sink = teller()
    hub = Journal("hub", clock, (sink,)).trail(Thread(trace=TRACE), "sandbox")
    hub.message("authorization_request", "received", "sandbox", {"scope": "openid identite_pivot email"})
    hub.message("userinfo", "received", "http://localhost:4422",
                {"sub": "x", "given_name": "Camile", "gender": "female", "email": "c@example.org", "phone_number": "+33639980000",
                 "aud": "doublure-hub"})
    hub.message("userinfo", "sent", "sandbox",
                {"sub": "y", "given_name": "Camille", "gender": "female", "email": "c@example.org"})
    lines = {line.claim: line for line in told.lines(told.story(flow_of(told)))}
    assert (lines["given_name"].how, lines["given_name"].said, lines["given_name"].told) == ("corrected", "Camile", "Camille")
    assert (lines["gender"].how, lines["gender"].provider, lines["gender"].scopes) == ("same", "ameli", ("identite_pivot",))
    assert lines["email"].scopes == ("email",)
    assert (lines["sub"].how, lines["phone_number"].how) == ("made", "withheld")
    assert "aud" not in lines


def test_exports_hold_the_same_story_and_nothing_that_gives_access() -> None:
    told, clock, sink = teller()
    hub = Journal("hub", clock, (sink,)).trail(Thread(trace=TRACE), "sandbox")
    uri = "http://localhost:3000/callback"
    hub.message("authorization_request", "received", "sandbox",
                {"client_id": "sandbox", "redirect_uri": uri, "state": "<9 characters>"})
    hub.check("nonce_is_long_enough", "contract", passed=False, code="Y030007")
    clock.advance(1)
    hub.message("authorization_response", "sent", "sandbox", {"error": "invalid_request"})
    hub.message("token_request", "received", "sandbox", {"grant_type": "authorization_code", "code": "<43 characters>"})
    hub.message("token_response", "sent", "sandbox", {"error": "invalid_grant"})
    story, base = told.story(flow_of(told)), told.cast.base
    har = as_har(story, base)["log"]
    ask, redeem = har["entries"]
    assert ask["request"]["url"].startswith("http://localhost:4400/api/v2/authorize?client_id=sandbox")
    assert (ask["response"]["status"], ask["response"]["redirectURL"]) == (303, uri + "?error=invalid_request")
    assert (ask["time"], redeem["request"]["method"], redeem["response"]["status"]) == (1000, "POST", 400)
    assert json.loads(redeem["response"]["content"]["text"]) == {"error": "invalid_grant"}
    mermaid = as_mermaid(story)
    assert mermaid.splitlines()[:3] == ["sequenceDiagram", "    participant p0 as sandbox", "    participant p1 as hub"]
    assert "Note over p1: ✗ Y030007" in mermaid
    curl = as_curl(story, base)
    assert '--data-urlencode "code=$CODE"' in curl
    assert "http://localhost:4400/api/v2/token" in curl


def test_a_diagram_cannot_be_broken_by_what_was_sent() -> None:
    told, clock, sink = teller()
    Journal("hub", clock, (sink,)).trail(Thread(trace=TRACE), "x").message(
        "authorization_request", "received", "evil; participant p9\nend", {})
    lines = as_mermaid(told.story(flow_of(told))).splitlines()
    assert len(lines) == 4
    assert not any(";" in line for line in lines)


def test_looking_again_reads_what_has_come_since_and_nothing_after_a_reset() -> None:
    told, clock, sink = teller()
    for number in range(300):
        whole_login(clock, sink, f"{number:032x}")
    assert len(told.flows.all(limit=1000)) == 300
    whole_login(clock, sink, TRACE)
    newest = told.flows.all(limit=2)
    assert [flow["trace_id"] for flow in newest] == [TRACE, f"{299:032x}"]
    sink._control.clear("journal")
    assert told.flows.all() == []
    whole_login(clock, sink, TRACE)
    assert len(told.flows.all()) == 1


def test_a_check_that_failed_is_explained_with_its_journey() -> None:
    told, clock, sink = teller()
    Journal("hub", clock, (sink,)).trail(Thread(trace=TRACE), "sandbox").check(
        "nonce_is_long_enough", "contract §1.2", passed=False, received="nonce <9 characters>",
        expected="nonce of at least 22 characters", code="Y030007")
    (found,) = flow_of(told)["diagnosis"]
    assert (found["code"], found["refusal"]) == ("nonce-short", "Y030007")
    assert found["what"] == "The nonce has 9 characters, 13 fewer than the 22 required."
    assert told.flows.all()[0]["diagnosis"] == [found]
