"""Rules somebody armed, on every kind of store: the first that fits plays, as often as it was told, for one journey each."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from doublure.armed import Armed, Known, Match, Order, Rule
from doublure.clock import FixedClock
from doublure.journal import Thread
from doublure.storage import ControlStore, Store

KNOWN = Known.of(client_id="sandbox", state="a state", run=None)


@pytest.fixture
def armed(control: ControlStore, store: Store) -> Armed:
    return Armed(control, store)


def test_the_first_rule_that_fits_plays_in_the_order_of_arming(armed: Armed) -> None:
    numbers = [f"FED-{number:02}" for number in range(12)]
    for number in numbers:
        armed.arm(Order(scenario=number))
    assert [rule.scenario for rule in armed.rules()] == numbers
    assert [found.scenario for found in iter(lambda: armed.find(KNOWN), None)] == numbers


def test_a_rule_plays_as_often_as_it_was_told_among_many_workers(armed: Armed) -> None:
    rule = armed.arm(Order(scenario="FED-12", times=5))
    with ThreadPoolExecutor(8) as workers:
        found = list(workers.map(lambda _: armed.find(KNOWN), range(12)))
    assert sum(each is not None for each in found) == 5
    assert armed.played(rule) == 5
    assert armed.rules() == (rule,)


def test_a_rule_ends_on_the_injected_clock(armed: Armed, clock: FixedClock) -> None:
    armed.arm(Order(scenario="FED-12", ttl_s=60, times=2))
    clock.advance(59)
    assert armed.find(KNOWN) is not None
    clock.advance(1)
    assert armed.find(KNOWN) is None
    assert armed.rules() == ()


def test_a_disarmed_rule_plays_no_more(armed: Armed) -> None:
    first, second = armed.arm(Order(scenario="FED-12")), armed.arm(Order(scenario="FED-13"))
    assert armed.disarm(first.id)
    assert not armed.disarm(first.id)
    assert armed.find(KNOWN) == second


@pytest.mark.parametrize(("match", "fits"), [
    ({}, True), ({"client_id": "sandbox"}, True), ({"client_id": "another"}, False), ({"state": "a state"}, True),
    ({"state": "another"}, False), ({"client_id": "sandbox", "state": "another"}, False),
    ({"idp": "impots"}, False), ({"persona": "bruno"}, False),
], ids=str)
def test_a_rule_waits_until_all_it_names_is_known(armed: Armed, match: dict[str, str], fits: bool) -> None:
    armed.arm(Order(scenario="FED-12", match=Match(**match)))
    assert (armed.find(KNOWN) is not None) is fits
    everything = Known(client_id="sandbox", idp="impots", persona="bruno", state=KNOWN.state)
    assert (armed.find(everything) is not None) is (not fits and "another" not in match.values())


@pytest.mark.parametrize(("owner", "journey", "plays"), [
    ("run-1", "run-1", True), ("run-1", None, True), ("run-1", "run-2", False), (None, "run-2", True), (None, None, True),
])
def test_runs_never_see_one_anothers_rules(armed: Armed, owner: str | None, journey: str | None, plays: bool) -> None:
    rule = armed.arm(Order(scenario="FED-12", variant="late"), owner)
    assert armed.rules(owner) == (rule,)
    assert armed.rules("run-3") == ()
    assert (armed.find(Known.of(client_id="sandbox", state="s", run=journey)) is not None) is plays
    assert rule.on(Thread(trace="a", run=journey)) == Thread(trace="a", run=journey or owner, scenario="FED-12", variant="late")


def test_whoever_has_armed_nothing_is_told_so_in_a_flush_of_somebody_else(armed: Armed, store: Store) -> None:
    assert store.batch(armed.ever()) == (None,)
    rule = armed.arm(Order(scenario="FED-12"))
    armed.disarm(rule.id)
    assert store.batch(armed.ever()) != (None,)
    store.wipe()
    assert store.batch(armed.ever()) == (None,)


def test_a_call_behind_finds_the_journey_by_its_trace(armed: Armed, store: Store, clock: FixedClock) -> None:
    thread = Thread(trace="4bf92f3577b34da6a3ce929d0e0e4736", scenario="FED-12")
    store.batch(armed.carrying(thread, KNOWN))
    ever, journey = armed.behind(thread.trace)
    assert not ever
    assert journey is not None
    assert (journey.thread, journey.known) == (thread, KNOWN)
    assert "a state" not in repr(journey)
    clock.advance(1800)
    assert armed.behind(thread.trace) == (False, None)


def test_whoever_plays_some_scenarios_only_leaves_the_others_their_rules(armed: Armed) -> None:
    first, second = armed.arm(Order(scenario="IDT-06")), armed.arm(Order(scenario="FED-12"))
    assert armed.find(KNOWN, among={"FED-12"}) == second
    assert armed.find(KNOWN, among={"FED-12"}) is None
    assert armed.find(KNOWN) == first


@pytest.mark.parametrize(("wrong", "field"), [
    ({"scenario": "fed-12"}, "scenario"), ({"scenario": ""}, "scenario"), ({"times": 0}, "times"), ({"times": 101}, "times"),
    ({"ttl_s": 0}, "ttl_s"), ({"ttl_s": 86_401}, "ttl_s"), ({"match": {"client": "x"}}, "match"), ({"varient": "x"}, "varient"),
], ids=str)
def test_a_wrong_order_names_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Order.model_validate({"scenario": "FED-12", **wrong})
    assert refused.value.errors()[0]["loc"][0] == field


def test_two_processes_share_rules_and_counts(url: str, prefix: str, clock: FixedClock, another: Callable[[], Armed]) -> None:
    here, there = another(), another()
    rule = here.arm(Order(scenario="FED-12"))
    assert there.rules() == (rule,)
    assert isinstance(there.find(KNOWN), Rule)
    assert here.find(KNOWN) is None


@pytest.fixture
def another(url: str, prefix: str, clock: FixedClock, control: ControlStore, store: Store) -> Callable[[], Armed]:
    """What a further process opens; memory has one process only."""
    from doublure.storage import open_control, open_store

    if url == "memory:":
        return lambda: Armed(control, store)
    return lambda: Armed(open_control(url, clock=clock, prefix=prefix), open_store(url, clock=clock, prefix=prefix))
