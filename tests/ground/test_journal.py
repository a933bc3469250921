"""The journal costs nothing where nobody reads it."""

from __future__ import annotations

from typing import Any

import pytest

from doublure import journal
from doublure.clock import FixedClock, Shift, TravellingClock
from doublure.journal import Journal, Record, Thread
from doublure.shortening import shortened
from doublure.storage import MemoryRing

EVERYTHING = ("CheckRan", "MessagePassed", "Happened", "Record")


def write_one_of_each(written: Journal) -> None:
    trail = written.trail(Thread(trace="a" * 32), "sandbox")
    trail.check("rule", "text", passed=False, received="x" * 500)
    trail.message("token_request", "received", "sandbox", {"grant_type": "authorization_code"})
    trail.event("FC_VERIFIED", idp="impots")


def test_without_a_sink_nothing_is_made_and_no_clock_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counting(name: str) -> Any:
        return lambda **fields: made.append(name)

    for name in EVERYTHING:
        monkeypatch.setattr(journal, name, counting(name))

    class NoClock(FixedClock):
        def now_ms(self) -> int:
            raise AssertionError("asked for the time")

    write_one_of_each(Journal("hub", NoClock(0)))
    assert made == []


def test_with_a_sink_each_is_written_once() -> None:
    ring = MemoryRing()
    write_one_of_each(Journal("hub", FixedClock(7), (ring,)))
    records: list[Record] = ring.records()
    assert [record.event.kind for record in records] == ["check", "message", "event"]
    assert {record.at for record in records} == {7_000}


def test_it_is_written_in_the_time_that_everybody_shares() -> None:
    ring = MemoryRing()
    clock = TravellingClock(FixedClock(100), lambda: Shift(offset=5))
    with clock.showing(Shift(offset=1_000_000)):
        write_one_of_each(Journal("hub", clock, (ring,)))
    assert {record.at for record in ring.records()} == {105_000}


def test_what_is_too_long_ends_after_a_whole_word_and_says_that_more_follows() -> None:
    registered = " ".join(f"http://localhost:{port}/callback" for port in range(3000, 3030))
    told = shortened(registered)
    assert told.endswith("/callback …")
    assert len(told) <= 602
    assert shortened("x" * 700) == "x" * 600 + " …"
    assert shortened("short") == "short"
