"""A journey plays what was armed for it, and no other journey does; where nothing was armed, nobody asks."""

from __future__ import annotations

from typing import Any

import pytest
from house import CALLBACK, House, Visitor

from doublure.armed import Armed, Match, Order


@pytest.fixture
def armed(house: House) -> Armed:
    return Armed(house.control, house.ports.store)


def chosen(house: House) -> list[dict[str, Any]]:
    """The scenarios that journeys were given, in their order."""
    return [dict(record.event.facts) for record in house.ring.records()
            if getattr(record.event, "name", "") == "SCENARIO_CHOSEN"]


def playing(house: House) -> set[str | None]:
    """The scenarios under which the last journey's steps at the provider were recorded."""
    trace = house.ring.records()[-1].thread.trace
    return {record.thread.scenario for record in house.ring.records()
            if record.thread.trace == trace and record.house == "impots"}


def test_a_rule_for_the_relying_party_is_frozen_at_the_first_station(house: House, visitor: Visitor, armed: Armed) -> None:
    before = len(chosen(house))
    rule = armed.arm(Order(scenario="FED-90", variant="x", match=Match(client_id="sandbox")), "run-1")
    visitor.asks()
    assert chosen(house)[before:] == [{"scenario": "FED-90", "variant": "x", "rule": rule.id}]
    assert house.ring.records()[-1].thread.run == "run-1"
    armed.disarm(rule.id)
    visitor.proves("impots", "bruno")
    assert playing(house) == {"FED-90"}, "disarming does not change what a journey plays"


def test_a_rule_for_a_provider_plays_when_that_one_is_chosen(house: House, visitor: Visitor, armed: Armed) -> None:
    armed.arm(Order(scenario="FED-91", match=Match(idp="ameli")))
    rule = armed.arm(Order(scenario="FED-90", match=Match(idp="impots")))
    before = len(chosen(house))
    visitor.asks()
    assert chosen(house)[before:] == []
    visitor.proves("impots", "bruno")
    assert [found["rule"] for found in chosen(house)[before:]] == [rule.id]
    assert playing(house) == {"FED-90"}


def test_a_rule_for_a_state_finds_its_journey_among_others(house: House, armed: Armed) -> None:
    before = len(chosen(house))
    armed.arm(Order(scenario="FED-90", match=Match(state="state-of-the-one-0123456789")))
    for state in ("state-of-another-0123456789", "state-of-the-one-0123456789", "state-of-the-one-0123456789"):
        Visitor(house).asks(state=state)
    assert len(chosen(house)) == before + 1


def test_a_request_that_is_refused_spends_no_rule(house: House, visitor: Visitor, armed: Armed) -> None:
    rule = armed.arm(Order(scenario="FED-90"))
    visitor.asks(nonce="short")
    visitor.asks(redirect_uri=CALLBACK + "/else")
    assert armed.played(rule) == 0


def test_where_nothing_was_armed_nobody_asks_for_rules(
    house: House, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object) -> None:
        raise AssertionError("somebody looked for rules")

    for verb in ("rules", "find", "carrying"):
        monkeypatch.setattr(Armed, verb, asked)
    before = len(chosen(house))
    visitor.arrives()
    assert len(chosen(house)) == before
