"""Sinks of the journal give back the records they were given, and never disturb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from doublure.clock import FixedClock
from doublure.journal import CheckRan, Happened, Journal, MessagePassed, Sink, Thread
from doublure.storage import ControlSink, ControlStore, MemoryRing, open_control
from doublure.testing.servers import RedisServer


@pytest.fixture(params=[lambda _: MemoryRing(limit=5), lambda control: ControlSink(control, limit=5)], ids=["ring", "control"])
def sink(request: pytest.FixtureRequest, control: ControlStore) -> Any:
    make: Callable[[ControlStore], Sink] = request.param
    return make(control)


def test_records_come_back_as_they_were_written_oldest_first(sink: Any, clock: FixedClock) -> None:
    trail = Journal("broker", clock, (sink,)).trail(Thread(trace="4b" * 16, run="run-7"), "sandbox")
    trail.check("nonce.length", "OIDC Core §3.1.2.1", passed=False, received="<3 characters>", expected="at least 32", code="Y1")
    clock.advance(3)
    trail.message("id_token", "sent", "sandbox", {"claims": {"sub": "7f3e", "aud": ["a", "b"]}})
    trail.event("FC_VERIFIED", idp="impots")
    first, second, third = sink.records()
    assert (first.at, first.house, first.client_id) == ((clock.now() - 3) * 1000, "broker", "sandbox")
    assert first.thread == Thread(trace="4b" * 16, run="run-7")
    assert first.event == CheckRan(rule="nonce.length", passed=False, reference="OIDC Core §3.1.2.1", received="<3 characters>",
                                   expected="at least 32", code="Y1")
    assert second.event == MessagePassed(message="id_token", direction="sent", peer="sandbox",
                                         content={"claims": {"sub": "7f3e", "aud": ["a", "b"]}})
    assert third.event == Happened(name="FC_VERIFIED", facts={"idp": "impots"})


def test_a_sink_keeps_its_limit(sink: Any, clock: FixedClock) -> None:
    trail = Journal("broker", clock, (sink,)).trail(Thread(trace="4b" * 16))
    for number in range(12):
        trail.event(f"EVENT_{number}")
    assert [record.event.name for record in sink.records()] == [f"EVENT_{number}" for number in range(7, 12)]


def test_content_that_is_not_json_disturbs_nobody(sink: Any, clock: FixedClock) -> None:
    Journal("broker", clock, (sink,)).trail(Thread(trace="4b" * 16)).event("ODD", value=object(), raw=b"\xff")
    assert sink.records()[0].event.name == "ODD"


def test_a_store_that_is_away_disturbs_nobody(clock: FixedClock) -> None:
    with RedisServer() as server:
        sink = ControlSink(open_control(server.url, clock=clock))
        server.stop()
        Journal("broker", clock, (sink,)).trail(Thread(trace="4b" * 16)).event("FC_VERIFIED")
        server.start()
        assert sink.records() == []
