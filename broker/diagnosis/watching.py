"""A journey under watch: its own messages, and the requests of the same client around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from broker.platforms import Lifetimes

__all__ = ["AGAIN_S", "Attempt", "Told", "Watched", "attempts"]

#: Within so many seconds a new request of the same client is taken for a second try of the same person.
AGAIN_S = 120

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


def attempts(records: Iterable[Told], hubs: Iterable[str]) -> tuple[Attempt, ...]:
    """Every authorization request that *hubs* received, in order."""
    houses = frozenset(hubs)
    return tuple(
        Attempt(at=each["at"], house=each["house"], client_id=each["client_id"] or "", trace=each["thread"]["trace"],
                run=each["thread"]["run"], fingerprints=each["event"].get("fingerprints") or {}, content=each["event"]["content"])
        for each in records if each["house"] in houses and _is(each["event"], "authorization_request", "received")
    )


def _is(event: Told, message: str, direction: str) -> bool:
    return event["kind"] == "message" and (event["message"], event["direction"]) == (message, direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One journey at its hub: its `records` there, its request, everybody's `attempts`, and the time in milliseconds."""

    records: Sequence[Told]
    asked: Attempt
    attempts: Sequence[Attempt]
    lifetimes: Lifetimes
    now: int
    found: Mapping[tuple[str, str], list[Told]] = field(init=False)

    def __post_init__(self) -> None:
        found: dict[tuple[str, str], list[Told]] = {}
        for record in self.records:
            if record["event"]["kind"] == "message":
                found.setdefault((record["event"]["message"], record["event"]["direction"]), []).append(record)
        object.__setattr__(self, "found", found)

    def last(self, message: str, direction: str) -> Told | None:
        """The last such message of the journey."""
        found = self.found.get((message, direction))
        return found[-1] if found else None

    def since(self, record: Told) -> int:
        """Seconds since *record*."""
        return int(self.now - record["at"]) // 1000

    def again(self, record: Told, within: int = AGAIN_S) -> int | None:
        """After how many seconds the same client asked for a login again, in another journey of the same run."""
        later = (each.at - record["at"] for each in self.attempts
                 if each.asker == self.asked.asker and each.trace != self.asked.trace)
        soonest = min((waited for waited in later if 0 <= waited <= within * 1000), default=None)
        return None if soonest is None else soonest // 1000
