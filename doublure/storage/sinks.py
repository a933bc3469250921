"""Where a journal's records go: a ring in memory, or the control store that every process sees."""

from __future__ import annotations

import json
from collections import deque

from pydantic import TypeAdapter

from doublure.journal import Record
from doublure.storage.control import ControlStore
from doublure.storage.errors import StorageError

__all__ = ["ControlSink", "MemoryRing"]


class MemoryRing:
    """The last *limit* records of this process, for tests and for a console in the same process."""

    def __init__(self, limit: int = 10_000) -> None:
        self._records: deque[Record] = deque(maxlen=limit)

    def write(self, record: Record) -> None:
        """Keep *record*."""
        self._records.append(record)

    def records(self) -> list[Record]:
        """What is kept, oldest first."""
        return list(self._records)


class ControlSink:
    """The last *limit* records of every process, as JSON in the log `journal` of *control*."""

    def __init__(self, control: ControlStore, limit: int = 10_000) -> None:
        self._control = control
        self._limit = limit
        self._adapter = TypeAdapter(Record)

    def write(self, record: Record) -> None:
        """Keep *record*. What the store refuses is lost: watching never disturbs a login."""
        try:
            line = self._adapter.dump_json(record, fallback=str)
        except ValueError:
            # Bytes that are not text: Pydantic has no form for them where any value may stand.
            line = json.dumps(record.as_dict(), default=str).encode()
        try:
            self._control.append("journal", line, limit=self._limit)
        except StorageError:
            return

    def records(self) -> list[Record]:
        """What is kept, oldest first."""
        lines = self._control.tail("journal", count=self._limit)
        return [self._adapter.validate_json(line) for _, line in reversed(lines)]
