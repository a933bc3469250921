"""Logins at the same time never mix: in the journal, in the tokens, on one store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest

from doublure.testing.person import Person
from tests.stories.federation import THE_SIX, Federation, Known, Service, log_in, through

AT_ONCE = 64

#: Who has an account where; each login of the crowd takes the next pair.
CROWD = (("bruno", "impots"), ("camille", "ameli"), ("theo", "laposte"), ("bruno", "mobileconnect"), ("marion", "msa"),
         ("bruno", "alicem"), ("jeanloup", "laposte"), ("marion", "impots"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one of the crowd got, and what it had asked."""

    login: str
    nonce: str
    known: Known


def one_login(service: Service, login: str, idp: str, together: Barrier) -> Outcome:
    person, question = service.person(), service.asks()
    together.wait(30)
    person.opens(question.url)
    through(person, idp, login)
    return Outcome(login, question.nonce, service.knows(person, question))


def subs_of(service: Service) -> dict[str, str]:
    """The sub of each of the crowd, learnt one by one."""
    found = {}
    for login, idp in dict(CROWD).items():
        found[login] = one_login(service, login, idp, Barrier(1)).known.userinfo["sub"]
    return found


def test_64_logins_at_once_each_get_their_own_sub_and_nonce(federation: Federation) -> None:
    service, together = federation.service(), Barrier(AT_ONCE)
    expected = subs_of(service)
    assert len(set(expected.values())) == len(expected)
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        started = [crowd.submit(one_login, service, *CROWD[number % len(CROWD)], together) for number in range(AT_ONCE)]
        outcomes = [login.result() for login in started]
    assert len({outcome.known.code for outcome in outcomes}) == AT_ONCE
    for outcome in outcomes:
        assert outcome.known.id_token["nonce"] == outcome.nonce
        assert outcome.known.id_token["sub"] == outcome.known.userinfo["sub"] == expected[outcome.login]


def flows_of(federation: Federation, before: set[str]) -> list[dict[str, Any]]:
    """The journeys that are in the journal now and were not *before*, with their records."""
    return [federation.api.flow(flow["trace_id"]) for flow in federation.api.flows(limit="200") if flow["trace_id"] not in before]


@pytest.mark.parametrize("idps", [("impots", "ameli"), ("laposte", "laposte")])
def test_two_logins_step_by_step_in_turn_are_two_stories_in_the_journal(federation: Federation, idps: tuple[str, str]) -> None:
    before = {flow["trace_id"] for flow in federation.api.flows(limit="1000")}
    service, citizen = federation.service(), Person()
    visitor, question = service.person(), service.asks()

    # One step of each in turn, so that every house is in the middle of both.
    citizen.opens(federation.public("moncompteformation") + "/")
    visitor.opens(question.url)
    citizen.presses("franceconnect-button")
    visitor.presses(f"idp-{idps[1]}")
    citizen.presses(f"idp-{idps[0]}")
    log_in(visitor, "bruno")
    log_in(citizen, "jeanloup")
    visitor.presses("consent-continue")
    assert citizen.presses("consent-continue").has("account-name")
    service.knows(visitor, question)

    stories = {flow["client_id"]: flow for flow in flows_of(federation, before)}
    assert set(stories) == {"moncompteformation", "sandbox"}, "two journeys, not more"
    houses = {client: set(flow["applications"]) for client, flow in stories.items()}
    assert houses["moncompteformation"] == {"moncompteformation", "hub", idps[0], "registry"}
    assert houses["sandbox"] == {"hub", idps[1], "registry"}
    for client, flow in stories.items():
        assert {record["thread"]["trace"] for record in flow["records"]} == {flow["trace_id"]}
        assert set(flow["client_ids"]) <= {client, "doublure-hub"}
        assert {"FC_VERIFIED", "FC_DATATRANSFER_INFORMATION_IDENTITY"} <= set(flow["events"])
        assert flow["refusals"] == []


def test_the_flows_of_one_service_can_be_asked_for(federation: Federation) -> None:
    service = federation.service()
    visitor, question = service.person(), service.asks()
    visitor.opens(question.url)
    through(visitor, "alicem")
    service.knows(visitor, question)
    flows = federation.api.flows(client_id="sandbox", limit="3")
    assert flows
    assert all("sandbox" in flow["client_ids"] for flow in flows)
    assert set(flows[0]["applications"]) & set(THE_SIX) == {"alicem"}


def test_nothing_that_gives_access_reaches_the_journal(federation: Federation) -> None:
    service = federation.service()
    visitor, question = service.person(), service.asks()
    visitor.opens(question.url)
    visitor.presses("idp-impots")
    log_in(visitor, password="a-password-of-somebody")
    log_in(visitor, "179102627490292 92")
    log_in(visitor)
    visitor.presses("consent-continue")
    code = visitor.query()["code"]
    known = service.knows(visitor, question)
    written = b"".join(federation.api.call("GET", f"/api/flows/{flow['trace_id']}").body
                       for flow in federation.api.flows(limit="5")).decode()
    assert "IDP_LOGIN_REFUSED" in written
    for secret in (code, known.tokens["access_token"], known.tokens["id_token"].split(".")[2], service.secret,
                   "a-password-of-somebody", "179102627490292"):
        assert secret not in written
