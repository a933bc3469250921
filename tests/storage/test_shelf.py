"""A shelf gives back what it was given, typed, for one lifetime."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from doublure.clock import FixedClock, ShiftedClock
from doublure.journal import Thread
from doublure.storage import FOREVER, Key, Shelf, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    client_id: str
    scope: tuple[str, ...]
    thread: Thread
    nonce: str | None = None
    memo: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Asked):
    provider: str
    verifier: bytes


ASKED = Asked(client_id="sandbox", scope=("openid", "gender"), thread=Thread(trace="4b" * 16, run="run-7", scenario="IDT-06"),
              nonce="n-é\u2028", memo={"claims": {"given_name": "Angela Claire", "addresses": [1, None, True, 2.5]}})
SENT = Sent(client_id="sandbox", scope=("openid",), thread=Thread(trace="5c" * 16), provider="impots", verifier=b"verifier")


def test_a_frozen_value_makes_the_round_trip(store: Store) -> None:
    shelf = Shelf(store, "journey", Asked, 600)
    shelf.put("tag and more", ASKED)
    assert shelf.get("tag and more") == ASKED
    assert shelf.take("tag and more") == ASKED
    assert shelf.get("tag and more") is None


def test_a_union_comes_back_as_the_stage_it_was(store: Store) -> None:
    shelf = Shelf[Asked | Sent](store, "journey", Asked | Sent, 600)
    shelf.put("one", ASKED)
    shelf.put("two", SENT)
    assert (shelf.get("one"), shelf.get("two")) == (ASKED, SENT)


def test_the_lifetime_counts_from_the_store_s_time_or_the_one_given(store: Store, clock: FixedClock) -> None:
    shelf = Shelf(store, "journey", str, 600)
    assert shelf.putting("id", "value").expires_at == clock.now() + 600
    assert shelf.putting("id", "value", now=clock.now() - 100).expires_at == clock.now() + 500
    assert shelf.putting("id", "value", clock.now() + 7).expires_at == clock.now() + 7
    assert Shelf(store, "account", str, None).putting("id", "value").expires_at == FOREVER
    shelf.put("id", "value")
    clock.advance(599)
    assert shelf.get("id") == "value"
    clock.advance(1)
    assert shelf.get("id") is None


def test_operations_of_a_batch_are_read_by_the_shelf(store: Store, clock: FixedClock) -> None:
    journeys, marks = Shelf(store, "journey", Asked, 600), Shelf(store, "spent", str, 600)
    end = clock.now() + 37
    results = store.batch(
        journeys.putting("id", ASKED), journeys.getting("id"), marks.marking("id", end), marks.marking("id", end),
        marks.getting("id"), journeys.taking("id"), journeys.getting("id"), marks.dropping("id"),
    )
    assert [journeys.read(results[number]) for number in (1, 5, 6)] == [ASKED, ASKED, None]
    assert results[2:5] == (True, False, b"")
    assert marks.read(results[4]) is None, "a mark is no value"
    assert marks.once("id", end) is True


def test_drop_and_once_are_the_store_s(store: Store, clock: FixedClock) -> None:
    shelf = Shelf(store, "journey", str, 600)
    shelf.put("id", "value")
    assert shelf.once("id", clock.now() + 37) is False
    shelf.drop("id")
    assert shelf.once("id", clock.now() + 37) is True


def test_a_shelf_seen_by_another_clock_is_older(store: Store, clock: FixedClock) -> None:
    shelf = Shelf(store, "journey", Asked, 600)
    shelf.put("id", ASKED)
    assert shelf.at(ShiftedClock(clock, 599)).get("id") == ASKED
    assert shelf.at(ShiftedClock(clock, 600)).get("id") is None


@pytest.mark.parametrize("unreadable", [b'{"client_id": "sandbox"}', b"not JSON", b"[]"])
def test_what_another_version_wrote_is_as_good_as_gone(store: Store, clock: FixedClock, unreadable: bytes) -> None:
    store.put(Key("journey", "id"), unreadable, clock.now() + 37)
    assert Shelf(store, "journey", Asked, 600).get("id") is None
