"""Who asked the hubs for whom, and when: every authorization request of the journal, found again without looking through all."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Attempt", "Attempts", "Told"]

#: A record of the journal as JSON-ready data, or its event.
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One authorization request that reached a hub: who asked, when (in milliseconds), in which journey and run."""

    at: int
    house: str
    client_id: str
    trace: str
    run: str | None
    fingerprints: Mapping[str, str]
    content: Told

    @property
    def asker(self) -> tuple[str, str, str | None]:
        """Whose attempt it is: a client at a hub, in its run."""
        return self.house, self.client_id, self.run


class Attempts:
    """The authorization requests among *records* that *hubs* received."""

    def __init__(self, records: Iterable[Told], hubs: Iterable[str]) -> None:
        self._by_trace: dict[str, Attempt] = {}
        self._by_asker: dict[tuple[str, str, str | None], list[Attempt]] = {}
        self._before: dict[tuple[int, str], Attempt] = {}
        houses, latest = frozenset(hubs), dict[tuple[object, str, str], Attempt]()
        for record in records:
            event = record["event"]
            if event["kind"] != "message" or record["house"] not in houses:
                continue
            if (event["message"], event["direction"]) == ("authorization_request", "received"):
                self._add(_attempt(record), latest)

    def _add(self, attempt: Attempt, latest: dict[tuple[object, str, str], Attempt]) -> None:
        self._by_trace[attempt.trace] = attempt
        self._by_asker.setdefault(attempt.asker, []).append(attempt)
        for name, mark in attempt.fingerprints.items():
            key = attempt.asker, name, mark
            if key in latest:
                self._before[id(attempt), name] = latest[key]
            latest[key] = attempt

    def of(self, trace: str) -> Attempt | None:
        """The last request of the journey *trace*."""
        return self._by_trace.get(trace)

    def before(self, attempt: Attempt, name: str) -> Attempt | None:
        """The last earlier request of the same asker with the same value of *name*, a parameter that is shown to nobody."""
        return self._before.get((id(attempt), name))

    def after(self, attempt: Attempt, since: int, within: int) -> int | None:
        """How many milliseconds after *since* the asker of *attempt* began another journey, if that was *within* so many."""
        known = self._by_asker.get(attempt.asker, [])
        for each in known[bisect_left(known, since, key=lambda known: known.at):]:
            if each.at - since > within:
                return None
            if each.trace != attempt.trace:
                return each.at - since
        return None


def _attempt(record: Told) -> Attempt:
    event, thread = record["event"], record["thread"]
    return Attempt(at=record["at"], house=record["house"], client_id=record["client_id"] or "", trace=thread["trace"],
                   run=thread["run"], fingerprints=event.get("fingerprints") or {}, content=event["content"])
