"""The law of every store. Whatever calls itself a `Store` passes this file; it is run against each of ours.

No fixture holds a zero, an empty text or a round number: at such values a field survives even in a store that drops it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from doublure.clock import FixedClock, ShiftedClock
from doublure.storage import FOREVER, Drop, Get, Key, Once, Put, Store, Take, ValueTooLarge

TAG = "Zk3-xR7_qLm2Tn9v"
CODE = Key("code", f"{TAG}WsoHp4cGdY8eAuFbKj5lMiQ")
STATE = Key("departure", f"{TAG}uVbN6yXzQw1rTa3sEd7fGh")
OTHER = Key("code", "h7Pq2LsV9dKcXe4mOnother-journey-entirely")
VALUE = b'{"sub":"7f3e","acr":"eidas1"}\x00\xff\r\n$5'
SOON = 37
THREADS = 16


def at_once(action: Callable[[], object]) -> list[object]:
    """What sixteen threads get that call *action* together."""
    barrier = threading.Barrier(THREADS)

    def one() -> object:
        barrier.wait()
        return action()

    with ThreadPoolExecutor(THREADS) as pool:
        return [future.result() for future in [pool.submit(one) for _ in range(THREADS)]]


def test_what_was_put_is_found_and_stays(store: Store, clock: FixedClock) -> None:
    store.put(CODE, VALUE, clock.now() + SOON)
    assert store.get(CODE) == VALUE
    assert store.get(CODE) == VALUE


def test_what_nobody_put_is_absent(store: Store) -> None:
    assert store.get(CODE) is None
    assert store.take(CODE) is None


def test_a_second_put_replaces_value_and_date(store: Store, clock: FixedClock) -> None:
    store.put(CODE, b"first", clock.now() + SOON)
    store.put(CODE, VALUE, clock.now() + 2 * SOON)
    clock.advance(SOON)
    store.put(OTHER, b"a neighbour, whose coming must not sweep away by the date that no longer counts", clock.now() + SOON)
    assert store.get(CODE) == VALUE


def test_a_second_put_may_also_end_sooner(store: Store, clock: FixedClock) -> None:
    store.put(CODE, VALUE, FOREVER)
    store.put(CODE, VALUE, clock.now() + SOON)
    clock.advance(SOON)
    assert store.get(CODE) is None


def test_a_value_is_there_until_its_date_and_gone_at_it(store: Store, clock: FixedClock) -> None:
    store.put(CODE, VALUE, clock.now() + SOON)
    clock.advance(SOON - 1)
    assert store.get(CODE) == VALUE
    clock.advance(1)
    assert store.get(CODE) is None
    assert store.take(CODE) is None


def test_what_has_no_end_outlives_everything(store: Store, clock: FixedClock) -> None:
    store.put(CODE, VALUE, FOREVER)
    clock.advance(50 * 365 * 86_400)
    assert store.get(CODE) == VALUE


def test_take_removes(store: Store, clock: FixedClock) -> None:
    store.put(CODE, VALUE, clock.now() + SOON)
    assert store.take(CODE) == VALUE
    assert store.take(CODE) is None
    assert store.get(CODE) is None


def test_of_sixteen_that_take_one_receives(store: Store, clock: FixedClock) -> None:
    for _ in range(20):
        store.put(CODE, VALUE, clock.now() + SOON)
        assert sorted(map(repr, at_once(lambda: store.take(CODE)))) == sorted([repr(VALUE), *["None"] * (THREADS - 1)])


def test_once_is_true_once(store: Store, clock: FixedClock) -> None:
    assert store.once(CODE, clock.now() + SOON) is True
    assert store.once(CODE, clock.now() + SOON) is False


def test_of_sixteen_that_ask_once_one_wins(store: Store, clock: FixedClock) -> None:
    for _ in range(20):
        assert at_once(lambda: store.once(CODE, clock.now() + SOON)).count(True) == 1
        clock.advance(SOON)


def test_once_is_true_again_at_its_date(store: Store, clock: FixedClock) -> None:
    store.once(CODE, clock.now() + SOON)
    clock.advance(SOON - 1)
    assert store.once(CODE, clock.now() + SOON) is False
    clock.advance(1)
    assert store.once(CODE, clock.now() + SOON) is True
    assert store.once(CODE, clock.now() + SOON) is False


def test_once_for_ever_stays_decided(store: Store, clock: FixedClock) -> None:
    assert store.once(CODE, FOREVER) is True
    clock.advance(50 * 365 * 86_400)
    assert store.once(CODE, FOREVER) is False


def test_a_mark_reads_as_an_empty_value(store: Store, clock: FixedClock) -> None:
    store.once(CODE, clock.now() + SOON)
    assert store.get(CODE) == b""
    clock.advance(SOON)
    assert store.get(CODE) is None


def test_once_is_false_where_a_value_is(store: Store, clock: FixedClock) -> None:
    store.put(CODE, VALUE, clock.now() + SOON)
    assert store.once(CODE, clock.now() + SOON) is False
    assert store.get(CODE) == VALUE


def test_drop_removes_and_may_be_repeated(store: Store, clock: FixedClock) -> None:
    store.put(CODE, VALUE, clock.now() + SOON)
    store.drop(CODE)
    store.drop(CODE)
    assert store.get(CODE) is None
    assert store.once(CODE, clock.now() + SOON) is True


def test_shelves_and_identifiers_do_not_meet(store: Store, clock: FixedClock) -> None:
    same_identifier = Key("access", CODE.identifier)
    for number, key in enumerate((CODE, STATE, OTHER, same_identifier), start=1):
        store.put(key, b"value %d" % number, clock.now() + SOON)
    assert [store.get(key) for key in (CODE, STATE, OTHER, same_identifier)] == [b"value 1", b"value 2", b"value 3", b"value 4"]


@pytest.mark.parametrize("identifier", ["a", "é" * 20, "{x}" * 9, "line\nbreak and space *?[a]", "long" * 2000])
def test_any_text_identifies(store: Store, clock: FixedClock, identifier: str) -> None:
    store.put(Key("journey", identifier), VALUE, clock.now() + SOON)
    assert store.take(Key("journey", identifier)) == VALUE


def test_a_batch_answers_in_the_order_asked(store: Store, clock: FixedClock) -> None:
    end = clock.now() + SOON
    assert store.batch(
        Put(CODE, VALUE, end), Get(CODE), Once(STATE, end), Once(STATE, end), Get(STATE), Put(OTHER, b"other", end), Take(OTHER),
        Get(OTHER), Drop(CODE), Get(CODE), Take(CODE),
    ) == (None, VALUE, True, False, b"", None, b"other", None, None, None, None)


def test_a_batch_of_nothing_is_nothing(store: Store) -> None:
    assert store.batch() == ()


def test_a_value_too_large_is_refused_before_anything_is_done(store: Store, clock: FixedClock) -> None:
    end = clock.now() + SOON
    store.put(CODE, b"v" * 65_536, end)
    with pytest.raises(ValueTooLarge, match="“departure” is larger than the 65536 bytes"):
        store.batch(Drop(CODE), Put(STATE, b"v" * 65_537, end))
    assert store.get(CODE) == b"v" * 65_536


def test_another_clock_sees_the_same_values_at_another_age(store: Store, clock: FixedClock) -> None:
    older = store.at(ShiftedClock(clock, SOON))
    store.put(CODE, VALUE, clock.now() + SOON)
    store.once(STATE, clock.now() + SOON)
    assert older.get(CODE) is None
    assert older.batch(Get(CODE), Get(STATE)) == (None, None)
    assert store.batch(Get(CODE), Get(STATE)) == (VALUE, b"")
    assert store.at(ShiftedClock(clock, SOON - 1)).get(CODE) == VALUE
    assert older.clock.now() == clock.now() + SOON


def test_another_clock_also_judges_once_and_take(store: Store, clock: FixedClock) -> None:
    older = store.at(ShiftedClock(clock, SOON))
    store.once(CODE, clock.now() + SOON)
    store.put(STATE, VALUE, clock.now() + SOON)
    assert store.once(CODE, clock.now() + SOON) is False
    assert older.once(CODE, clock.now() + 2 * SOON) is True
    assert older.once(CODE, clock.now() + 2 * SOON) is False
    assert older.take(STATE) is None
    assert store.get(STATE) is None, "what was taken is gone, whoever looks"


def test_one_view_s_age_empties_no_other_shelf(store: Store, clock: FixedClock) -> None:
    a_month_later = store.at(ShiftedClock(clock, 30 * 86_400))
    store.put(CODE, VALUE, clock.now() + SOON)
    for number in range(100):
        a_month_later.put(Key("journey", f"neighbour {number}"), VALUE, clock.now() + 30 * 86_400 + SOON)
    assert store.get(CODE) == VALUE


def test_what_an_older_view_puts_is_judged_by_each_view(store: Store, clock: FixedClock) -> None:
    older = store.at(ShiftedClock(clock, 2 * SOON))
    older.put(CODE, VALUE, clock.now() + SOON)
    assert older.get(CODE) is None
    assert store.get(CODE) == VALUE


def test_wipe_forgets_everything(store: Store, clock: FixedClock) -> None:
    for number in range(1200):
        store.put(Key("journey", f"journey number {number}"), VALUE, FOREVER if number % 2 else clock.now() + SOON)
    store.wipe()
    assert not any(store.batch(*(Get(Key("journey", f"journey number {number}")) for number in range(1200))))


def test_a_store_that_answers_says_so(store: Store) -> None:
    store.ping()
