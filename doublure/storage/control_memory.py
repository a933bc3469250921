"""The control store of one process."""

from __future__ import annotations

import itertools
import threading
from collections import defaultdict, deque

from doublure.clock import Clock
from doublure.storage.control import check_size

__all__ = ["MemoryControl"]


class MemoryControl:
    """Tables and logs in this process. *clock* dates the ids of entries."""


    shared = False

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._tables: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
        self._logs: defaultdict[str, deque[tuple[str, bytes]]] = defaultdict(deque)

    def set(self, table: str, key: str, value: bytes) -> None:
        """Replace the value of *key* in *table*."""
        check_size(table, value)
        with self._lock:
            self._tables[table][key] = value

    def get(self, table: str, key: str) -> bytes | None:
        """The value of *key* in *table*, or `None`."""
        with self._lock:
            return self._tables[table].get(key)

    def remove(self, table: str, key: str) -> bool:
        """Remove *key* from *table*; whether it was there."""
        with self._lock:
            return self._tables[table].pop(key, None) is not None

    def all(self, table: str) -> dict[str, bytes]:
        """Everything in *table*, in the order of the keys."""
        with self._lock:
            entries = self._tables.get(table)
            return dict(sorted(entries.items())) if entries else {}

    def append(self, log: str, value: bytes, limit: int = 1000) -> str:
        """Add *value* to *log*, of which the last *limit* entries stay."""
        check_size(log, value)
        with self._lock:
            entry = f"{self._clock.now_ms()}-{next(self._numbers)}"
            entries = self._logs[log]
            entries.append((entry, value))
            while len(entries) > limit:
                entries.popleft()
            return entry

    def tail(self, log: str, count: int = 100) -> list[tuple[str, bytes]]:
        """The last *count* entries of *log* with their ids, newest first."""
        with self._lock:
            return list(itertools.islice(reversed(self._logs[log]), count))

    def clear(self, name: str) -> None:
        """Forget the table and the log called *name*."""
        with self._lock:
            self._tables.pop(name, None)
            self._logs.pop(name, None)

    def wipe(self) -> None:
        """Forget every table and log."""
        with self._lock:
            self._tables.clear()
            self._logs.clear()

    def ping(self) -> None:
        """Memory always answers."""
