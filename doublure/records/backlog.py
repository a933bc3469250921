"""Rows that a request need not wait for: one thread writes them a moment later, several in one transaction."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from doublure.log import Log
from doublure.records.errors import RecordsUnavailable

__all__ = ["Backlog"]

T = TypeVar("T")

#: Seconds before a database that did not answer is tried again.
_AGAIN_S = 1.0
#: Seconds that an entry waits for company: a transaction costs more than the rows in it.
_COMPANY_S = 0.05


class Backlog(Generic[T]):
    """Entries on their way to *write*, which gets at most *batch* of them at once, in order.

    While the database does not answer they wait, at most *limit*; more are dropped, and the log says how many. The thread begins
    with the first entry, so that a server may fork before. A process that is killed loses what is younger than a moment.
    """

    def __init__(self, write: Callable[[Sequence[T]], None], *, name: str, limit: int = 10_000, batch: int = 200) -> None:
        self._write = write
        self._name = name
        self._limit = limit
        self._batch = batch
        self._waiting: deque[T] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._writing = False
        self._closed = False
        self._awaited = 0
        self._log = Log(backlog=name)

    def add(self, entry: T) -> None:
        """Have *entry* written; returns at once and never raises."""
        with self._changed:
            if len(self._waiting) >= self._limit:
                self._log.warning("dropped", waiting=len(self._waiting))
                return
            self._waiting.append(entry)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, timeout_s: float = 2.0) -> bool:
        """Wait until everything added is written; `False` when that takes longer than *timeout_s*."""
        with self._changed:
            self._awaited += 1
            self._changed.notify_all()
            try:
                return self._changed.wait_for(lambda: not self._waiting and not self._writing, timeout_s)
            finally:
                self._awaited -= 1

    def close(self) -> None:
        """Write what waits, if the database answers, and end the thread."""
        self.flush()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._waiting))
                if not self._closed:
                    self._changed.wait_for(lambda: self._closed or self._awaited > 0, _COMPANY_S)
                if self._closed:
                    return
                taken = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
                self._writing = True
            written = self._try(taken)
            with self._changed:
                if not written:
                    self._waiting.extendleft(reversed(taken))
                self._writing = False
                self._changed.notify_all()
                if not written:
                    self._changed.wait_for(lambda: self._closed, _AGAIN_S)

    def _try(self, entries: Sequence[T]) -> bool:
        """Whether *entries* are done with. What the database refuses for good must not stop what comes after it."""
        try:
            self._write(entries)
        except RecordsUnavailable:
            self._log.warning("waiting", entries=len(entries))
            return False
        except Exception as error:  # noqa: BLE001 - the thread must outlive one bad entry; its content is never logged
            self._log.error("dropped", entries=len(entries), kind=type(error).__name__)
        return True
