"""The thread of a journey follows it across houses: by its `state` in front, by `traceparent` behind."""

from __future__ import annotations

import pytest

from doublure.clock import FixedClock
from doublure.correlation import Correlation, new_thread, thread_from, traceparent
from doublure.journal import Thread
from doublure.randomness import SeededRandomness, SystemRandomness
from doublure.storage import MemoryStore

STATE = "Zk3-xR7_qLm2Tn9vWsoHp4cGdY8eAuFbKj5lMiQ1234"
THREAD = Thread(trace="4bf92f3577b34da6a3ce929d0e0e4736", run="run-7", scenario="IDT-06")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(1_795_424_400)


@pytest.fixture
def store(clock: FixedClock) -> MemoryStore:
    return MemoryStore(clock)


def test_a_recorded_state_leads_to_its_thread_again_and_again(store: MemoryStore) -> None:
    Correlation(store).record(STATE, THREAD)
    assert Correlation(store).find(STATE) == THREAD
    assert Correlation(store).find(STATE) == THREAD
    assert Correlation(store).find(STATE + "x") is None
    assert Correlation(store).find("") is None


def test_recording_and_finding_fit_into_batches(store: MemoryStore) -> None:
    correlation = Correlation(store)
    _, found = store.batch(correlation.recording(STATE, THREAD), correlation.finding(STATE))
    assert correlation.read(found) == THREAD


def test_a_correlation_ends(store: MemoryStore, clock: FixedClock) -> None:
    Correlation(store).record(STATE, THREAD)
    clock.advance(1799)
    assert Correlation(store).find(STATE) == THREAD
    clock.advance(1)
    assert Correlation(store).find(STATE) is None


def test_a_traceparent_leads_back_to_its_trace() -> None:
    header = traceparent(THREAD)
    assert header.split("-")[0::3] == ["00", "01"]
    assert [len(part) for part in header.split("-")] == [2, 32, 16, 2]
    assert thread_from(header) == Thread(trace=THREAD.trace)
    assert traceparent(THREAD) == header


@pytest.mark.parametrize("header", [
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00\t",
    "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what the future brings",
])
def test_a_traceparent_of_somebody_else_is_understood(header: str) -> None:
    assert thread_from(header) == Thread(trace=THREAD.trace)


@pytest.mark.parametrize("header", [
    None, "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
    "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-00000000000000000000000000000000-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
    "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01", "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
])
def test_a_malformed_traceparent_is_as_good_as_none(header: str | None) -> None:
    assert thread_from(header) is None


def test_a_new_thread_has_a_trace_of_its_own_that_travels() -> None:
    one, two = new_thread(SystemRandomness()), new_thread(SystemRandomness())
    assert one.trace != two.trace
    assert thread_from(traceparent(one)) == one
    assert new_thread(SeededRandomness(7)) == new_thread(SeededRandomness(7))


def test_a_trace_of_another_form_does_not_travel() -> None:
    with pytest.raises(ValueError, match="32 lower-case hexadecimal"):
        traceparent(Thread(trace="trace"))
