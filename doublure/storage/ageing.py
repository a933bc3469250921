"""How what is stored gets older while the time stays: the dates of a store lie ahead of everybody's by the age.

What was written before an ageing is then read as if it were that much older; what is written after it is as young as ever.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from doublure.clock import Clock, TravellingClock, age_of
from doublure.storage.interface import FOREVER, Key, Once, Operation, Put, Result, Store

__all__ = ["AgeingStore", "DatesOfTheStore", "later"]

V = TypeVar("V")


class DatesOfTheStore:
    """The clock that judges what a store holds: the travelling one, ahead by the age."""

    def __init__(self, clock: TravellingClock) -> None:
        self._clock = clock

    def now(self) -> int:
        """Whole seconds since the epoch."""
        return self._clock.now() + self._clock.shift.age

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return self._clock.now_ms() + self._clock.shift.age * 1000


class AgeingStore:
    """*store*, whose clock is `DatesOfTheStore(clock)`, as houses see it: by *clock*."""

    def __init__(self, store: Store, clock: TravellingClock) -> None:
        self.clock: Clock = clock
        self._store = store

    def put(self, key: Key, value: bytes, expires_at: int) -> None:
        """See `Put`."""
        self._store.put(key, value, self._dated(expires_at))

    def get(self, key: Key) -> bytes | None:
        """See `Get`."""
        return self._store.get(key)

    def take(self, key: Key) -> bytes | None:
        """See `Take`."""
        return self._store.take(key)

    def once(self, key: Key, expires_at: int) -> bool:
        """See `Once`."""
        return self._store.once(key, self._dated(expires_at))

    def drop(self, key: Key) -> None:
        """See `Drop`."""
        self._store.drop(key)

    def batch(self, *operations: Operation) -> tuple[Result, ...]:
        """Do *operations* in order in one round trip."""
        if not age_of(self.clock):
            return self._store.batch(*operations)
        return self._store.batch(*(
            replace(each, expires_at=self._dated(each.expires_at)) if isinstance(each, Put | Once) else each
            for each in operations
        ))

    def at(self, clock: Clock) -> Store:
        """The same values seen by *clock*."""
        return self._store.at(clock)

    def wipe(self) -> None:
        """Forget everything."""
        self._store.wipe()

    def ping(self) -> None:
        """Return when the store answers."""
        self._store.ping()

    def _dated(self, expires_at: int) -> int:
        return expires_at if expires_at >= FOREVER else expires_at + age_of(self.clock)


def later(value: V, seconds: int) -> V:
    """*value* with each instant in its dataclasses moved by *seconds*: the fields `at`, `auth_time` and those ending in `_at`."""
    if not is_dataclass(value) or isinstance(value, type):
        return value
    moved: dict[str, Any] = {}
    for each in fields(value):
        old = getattr(value, each.name)
        if isinstance(old, int) and (each.name in {"at", "auth_time"} or each.name.endswith("_at")):
            moved[each.name] = old + seconds
        elif is_dataclass(old):
            moved[each.name] = later(old, seconds)
    return replace(value, **moved) if moved else value
