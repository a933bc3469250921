"""Rows that a request need not wait for (`doublure.records.backlog`)."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from structlog.testing import capture_logs

from doublure.records import RecordsUnavailable
from doublure.records.backlog import Backlog


class Book:
    """Somewhere to write, that can be away."""

    def __init__(self) -> None:
        self.written: list[int] = []
        self.batches: list[int] = []
        self.open = threading.Event()
        self.open.set()
        self.away = False

    def write(self, entries: Sequence[int]) -> None:
        self.open.wait()
        if self.away:
            raise RecordsUnavailable("away")
        if 13 in entries:
            raise ValueError("what the database refuses for good")
        self.written.extend(entries)
        self.batches.append(len(entries))


def test_entries_are_written_in_order_and_several_at_once() -> None:
    book = Book()
    backlog: Backlog[int] = Backlog(book.write, name="test", batch=4)
    book.open.clear()
    for number in range(10):
        backlog.add(number)
    assert not backlog.flush(0.01)
    book.open.set()
    assert backlog.flush()
    assert book.written == list(range(10))
    assert max(book.batches) == 4
    backlog.close()


def test_many_threads_lose_nothing() -> None:
    book = Book()
    backlog: Backlog[int] = Backlog(book.write, name="test")
    adding = [threading.Thread(target=lambda: [backlog.add(1) for _ in range(200)]) for _ in range(8)]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    backlog.close()
    assert sum(book.written) == 1600


def test_while_the_database_is_away_entries_wait() -> None:
    book = Book()
    book.away = True
    backlog: Backlog[int] = Backlog(book.write, name="test")
    with capture_logs() as lines:
        backlog.add(1)
        backlog.add(2)
        assert not backlog.flush(0.05)
    assert {line["event"] for line in lines} == {"waiting"}
    book.away = False
    assert backlog.flush(5)
    assert book.written == [1, 2]
    backlog.close()


def test_what_is_refused_for_good_does_not_stop_what_comes_after() -> None:
    book = Book()
    backlog: Backlog[int] = Backlog(book.write, name="test", batch=1)
    with capture_logs() as lines:
        for number in (12, 13, 14):
            backlog.add(number)
        assert backlog.flush()
    assert book.written == [12, 14]
    assert [(line["event"], line["kind"]) for line in lines] == [("dropped", "ValueError")]
    backlog.close()


def test_more_than_the_limit_is_dropped_and_said() -> None:
    book = Book()
    book.open.clear()
    backlog: Backlog[int] = Backlog(book.write, name="test", limit=3, batch=1)
    with capture_logs() as lines:
        for number in range(9):
            backlog.add(number)
    assert {line["event"] for line in lines} == {"dropped"}
    book.open.set()
    assert backlog.flush()
    assert 3 <= len(book.written) <= 4
    backlog.close()


def test_nothing_starts_before_the_first_entry() -> None:
    before = threading.active_count()
    backlog: Backlog[int] = Backlog(Book().write, name="test")
    assert threading.active_count() == before
    assert backlog.flush()
    backlog.close()
