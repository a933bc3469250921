"""Recent journeys, put together from the journal of every application."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from doublure.storage.control import ControlStore
from simulator.console.diagnosing import Diagnosing

__all__ = ["Flows", "Record", "moment"]

_LOG = "journal"
_READ = 10_000
_FIRST_LOOK = 200

Record = dict[str, Any]
Explain = Callable[[Sequence[Record]], list[dict[str, str | None]]]


class Flows:
    """The journeys in *control*. What was read once is kept, so that looking again costs what has come since."""

    def __init__(self, control: ControlStore, diagnosing: Diagnosing) -> None:
        self._control = control
        self._diagnosing = diagnosing
        self._lock = threading.Lock()
        self._records: list[Record] = []
        self._last = ""

    def all(self, *, client_id: str | None = None, run: str | None = None, limit: int = 50) -> list[Record]:
        """Summaries of the last journeys, newest first; of those in which *client_id* took part, or of *run*, when given."""
        explain = self._diagnosing.among(self._read())
        journeys = (_summary(trace, records, explain) for trace, records in reversed(self._by_trace().items()))
        chosen = (journey for journey in journeys
                  if client_id in {None, *journey["client_ids"]} and run in {None, journey["run"]})
        return [journey for journey, _ in zip(chosen, range(limit), strict=False)]

    def one(self, trace_id: str) -> Record | None:
        """One journey with all its records in order, or `None`."""
        everything = self._read()
        records = [record for record in everything if record["thread"]["trace"] == trace_id]
        if not records:
            return None
        return {**_summary(trace_id, records, self._diagnosing.among(everything)), "records": records}

    def of_run(self, run: str) -> list[Record]:
        """Every record of *run*, oldest first."""
        traces = {record["thread"]["trace"] for record in self._read() if record["thread"]["run"] == run}
        return [record for record in self._read() if record["thread"]["trace"] in traces]

    def latest(self) -> str:
        """The id of the last entry: another one means that something has happened since."""
        newest = self._control.tail(_LOG, count=1)
        return newest[0][0] if newest else ""

    def _by_trace(self) -> dict[str, list[Record]]:
        """Records by journey, in the order in which journeys began."""
        found: dict[str, list[Record]] = {}
        for record in self._read():
            found.setdefault(record["thread"]["trace"], []).append(record)
        return found

    def _read(self) -> list[Record]:
        with self._lock:
            entries = self._entries_since(self._last)
            if entries:
                self._records = [*self._records, *(json.loads(line) for _, line in reversed(entries))][-_READ:]
                self._last = entries[0][0]
            return self._records

    def _entries_since(self, last: str) -> list[tuple[str, bytes]]:
        """What has come after the entry *last*, newest first; everything, when it is gone."""
        count = _FIRST_LOOK
        while True:
            entries = self._control.tail(_LOG, count=count)
            known = next((place for place, (identifier, _) in enumerate(entries) if identifier == last), None)
            if known is not None:
                return entries[:known]
            if len(entries) < count or count >= _READ:
                self._records, self._last = [], ""
                return entries
            count = min(count * 10, _READ)


def moment(milliseconds: int) -> str:
    """*milliseconds* since the epoch in ISO 8601."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _summary(trace: str, records: list[Record], explain: Explain) -> Record:
    checks = list(_events(records, "check"))
    parties = _distinct(record["client_id"] for record in records if record["client_id"])
    runs = _distinct(record["thread"]["run"] for record in records if record["thread"]["run"])
    return {
        "trace_id": trace,
        # Whoever acts first in a journey is the relying party; the hub is itself a client later on.
        "client_id": parties[0] if parties else None,
        "client_ids": parties,
        "run": runs[0] if runs else None,
        "started_at": moment(records[0]["at"]),
        "ended_at": moment(records[-1]["at"]),
        "applications": _distinct(record["house"] for record in records),
        "events": [event["name"] for event in _events(records, "event")],
        "checks": len(checks),
        "refusals": [{name: check[name] for name in ("rule", "code", "reference", "received", "expected")}
                     for check in checks if not check["passed"]],
        "diagnosis": explain(records),
    }


def _events(records: Iterable[Record], kind: str) -> Iterator[Record]:
    return (record["event"] for record in records if record["event"]["kind"] == kind)


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
