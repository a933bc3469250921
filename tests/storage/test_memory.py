"""What is particular to memory: its bounds."""

from __future__ import annotations

import pytest

from doublure.clock import FixedClock, ShiftedClock
from doublure.storage import FOREVER, Get, Key, MemoryStore, StoreFull
from doublure.storage.keys import place_of
from doublure.storage.memory_room import Room


def key(number: int) -> Key:
    return Key("journey", f"journey number {number}")


def present(store: MemoryStore, count: int) -> list[int]:
    return [number for number, value in enumerate(store.batch(*(Get(key(number)) for number in range(count)))) if value]


def test_the_oldest_makes_way_when_it_is_full(clock: FixedClock) -> None:
    store = MemoryStore(clock, max_items=5)
    for number in range(8):
        store.put(key(number), b"kept", clock.now() + 600 - number)
    assert present(store, 8) == [3, 4, 5, 6, 7]


def test_what_was_put_again_is_young(clock: FixedClock) -> None:
    store = MemoryStore(clock, max_items=3)
    for number in (0, 1, 2, 0, 3):
        store.put(key(number), b"kept", clock.now() + 600)
    assert present(store, 4) == [0, 2, 3]


def test_the_expired_make_way_before_the_oldest(clock: FixedClock) -> None:
    store = MemoryStore(clock, max_items=4)
    for number, lifetime in enumerate((600, 30, 600, 30)):
        store.put(key(number), b"kept", clock.now() + lifetime)
    clock.advance(30)
    store.put(key(4), b"kept", clock.now() + 600)
    assert present(store, 5) == [0, 2, 4]


def test_what_has_no_end_never_makes_way(clock: FixedClock) -> None:
    store = MemoryStore(clock, max_items=3)
    store.put(key(0), b"kept", FOREVER)
    for number in range(1, 9):
        store.put(key(number), b"kept", clock.now() + 600)
    assert present(store, 9) == [0, 7, 8]


def test_a_store_full_of_values_without_end_says_so(clock: FixedClock) -> None:
    store = MemoryStore(clock, max_items=2)
    store.put(key(0), b"kept", FOREVER)
    store.put(key(1), b"kept", FOREVER)
    store.put(key(1), b"replaced", FOREVER)
    with pytest.raises(StoreFull, match="2 values without end"):
        store.put(key(2), b"kept", FOREVER)
    assert present(store, 3) == [0, 1]


def test_the_store_s_clock_decides_who_makes_way_and_not_a_view_s(clock: FixedClock) -> None:
    store = MemoryStore(clock, max_items=3)
    store.put(key(0), b"kept", clock.now() + 600)
    store.put(key(1), b"kept", clock.now() + 30)
    store.at(ShiftedClock(clock, 60)).put(key(2), b"kept", clock.now() + 600)
    assert present(store, 3) == [0, 1, 2]


def test_what_expired_does_not_stay_in_memory(clock: FixedClock) -> None:
    room = Room(clock, max_items=100_000)
    for number in range(5_000):
        room.put(place_of(key(number)), b"kept", clock.now() + 30, clock.now())
        clock.advance(1 if number % 10 == 0 else 0)
    assert len(room) <= 310


@pytest.mark.parametrize("busy", ["replaced", "taken"])
def test_dates_of_what_is_gone_do_not_pile_up(clock: FixedClock, busy: str) -> None:
    room = Room(clock, max_items=100_000)
    for number in range(5_000):
        where = place_of(key(7 if busy == "replaced" else number))
        room.put(where, b"kept", clock.now() + 86_400, clock.now())
        if busy == "taken":
            room.take(where, clock.now())
    assert len(room._calendar) <= 2 * len(room) + 65
