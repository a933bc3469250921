"""The law of every control store."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from doublure.storage import ControlStore, ValueTooLarge
from doublure.storage.control import MAX_CONTROL_VALUE

VALUE = b'{"client_id":"sandbox"}\x00\xff\r\n'


def test_a_table_gives_back_what_was_set(control: ControlStore) -> None:
    control.set("clients", "sandbox", b"first")
    control.set("clients", "sandbox", VALUE)
    assert control.get("clients", "sandbox") == VALUE
    assert control.get("clients", "nobody") is None
    assert control.get("personas", "sandbox") is None


def test_remove_says_whether_there_was_something(control: ControlStore) -> None:
    control.set("clients", "sandbox", VALUE)
    assert control.remove("clients", "sandbox") is True
    assert control.remove("clients", "sandbox") is False
    assert control.get("clients", "sandbox") is None


def test_a_table_is_listed_in_the_order_of_its_keys(control: ControlStore) -> None:
    for key in ("éric", "bruno", "zoé", "alice 2", "alice"):
        control.set("personas", key, f"value of {key}".encode())
    assert list(control.all("personas").items()) == [(key, f"value of {key}".encode())
                                                     for key in ("alice", "alice 2", "bruno", "zoé", "éric")]
    assert control.all("clients") == {}


def test_a_long_table_is_listed_in_the_order_of_its_keys(control: ControlStore) -> None:
    for number in reversed(range(700)):
        control.set("mail", f"{number:04}", b"letter %d" % number)
    assert list(control.all("mail").values()) == [b"letter %d" % number for number in range(700)]


def test_a_log_is_read_from_its_end(control: ControlStore) -> None:
    ids = [control.append("journal", b"event %d" % number) for number in range(1, 8)]
    assert len(set(ids)) == 7
    assert control.tail("journal", count=3) == [(ids[6], b"event 7"), (ids[5], b"event 6"), (ids[4], b"event 5")]
    assert [entry for entry, _ in control.tail("journal")] == ids[::-1]
    assert control.tail("another") == []


def test_a_log_keeps_its_limit_and_no_more(control: ControlStore) -> None:
    for number in range(250):
        control.append("journal", b"event %d" % number, limit=90)
    assert [value for _, value in control.tail("journal", count=1000)] == [b"event %d" % number for number in range(249, 159, -1)]


def test_clear_forgets_one_name_and_wipe_all(control: ControlStore) -> None:
    for name in ("mail", "rules"):
        control.set(name, "key", VALUE)
        control.append(name, VALUE)
    control.clear("mail")
    assert (control.all("mail"), control.tail("mail")) == ({}, [])
    assert control.get("rules", "key") == VALUE
    assert [value for _, value in control.tail("rules")] == [VALUE]
    control.wipe()
    assert (control.all("rules"), control.tail("rules")) == ({}, [])


def test_threads_lose_nothing(control: ControlStore) -> None:
    with ThreadPoolExecutor(16) as pool:
        ids = list(pool.map(lambda number: control.append("journal", b"event %d" % number), range(400)))
    assert len(set(ids)) == 400
    assert {value for _, value in control.tail("journal", count=1000)} == {b"event %d" % number for number in range(400)}


def test_what_is_too_large_is_refused(control: ControlStore) -> None:
    control.set("mail", "large", b"v" * MAX_CONTROL_VALUE)
    with pytest.raises(ValueTooLarge):
        control.set("mail", "larger", b"v" * (MAX_CONTROL_VALUE + 1))
    with pytest.raises(ValueTooLarge):
        control.append("mail", b"v" * (MAX_CONTROL_VALUE + 1))


def test_a_control_store_that_answers_says_so(control: ControlStore) -> None:
    control.ping()
