"""Time, injected: nothing below the composition root asks the operating system what time it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Clock", "FixedClock", "Shift", "ShiftedClock", "SystemClock", "TravellingClock", "age_of", "shared_time"]


class Clock(Protocol):
    """Where a house learns the time."""

    def now(self) -> int:
        """Whole seconds since the epoch (NumericDate of RFC 7519 §2)."""
        ...

    def now_ms(self) -> int:
        """Milliseconds since the epoch, for the journal's order of events."""
        ...


class SystemClock:
    """The machine's time."""

    def now(self) -> int:
        """Whole seconds since the epoch."""
        return int(time.time())

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return int(time.time() * 1000)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until told to move: for tests and repeatable runs."""

    seconds: int

    def now(self) -> int:
        """Whole seconds since the epoch."""
        return self.seconds

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return self.seconds * 1000

    def advance(self, seconds: int) -> None:
        """Move forward."""
        self.seconds += seconds


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """Another clock, *offset* seconds ahead: how one run, client or journey gets a time of its own."""

    base: Clock
    offset: int

    def now(self) -> int:
        """Whole seconds since the epoch."""
        return self.base.now() + self.offset

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return self.base.now_ms() + self.offset * 1000


@dataclass(frozen=True, slots=True)
class Shift:
    """How far somebody's time differs, in seconds: `offset` is added to it, `age` makes what is stored that much older."""

    offset: int = 0
    age: int = 0


class TravellingClock:
    """The clock of a process that serves journeys with times of their own.

    Inside `showing` a thread sees the journey's time, otherwise everybody's. *everybody* is asked each time.
    """

    def __init__(self, base: Clock, everybody: Callable[[], Shift] = Shift) -> None:
        self.base = base
        self.everybody = everybody
        # One request is served by one thread from beginning to end.
        self._serving = threading.local()

    @property
    def shift(self) -> Shift:
        """What is added at this moment."""
        shown: Shift | None = getattr(self._serving, "shift", None)
        return self.everybody() if shown is None else shown

    def now(self) -> int:
        """Whole seconds since the epoch."""
        return self.base.now() + self.shift.offset

    def now_ms(self) -> int:
        """Milliseconds since the epoch."""
        return self.base.now_ms() + self.shift.offset * 1000

    @contextmanager
    def showing(self, shift: Shift) -> Iterator[None]:
        """Show this thread the time that *shift* makes."""
        before = getattr(self._serving, "shift", None)
        self._serving.shift = shift
        try:
            yield
        finally:
            self._serving.shift = before


class _SharedTime:
    """What a travelling clock shows to everybody."""

    def __init__(self, clock: TravellingClock) -> None:
        self._clock = clock

    def now(self) -> int:
        return self._clock.base.now() + self._clock.everybody().offset

    def now_ms(self) -> int:
        return self._clock.base.now_ms() + self._clock.everybody().offset * 1000


def shared_time(clock: Clock) -> Clock:
    """*clock* without any journey's own time: for the journal, for caches and for what collects garbage."""
    return _SharedTime(clock) if isinstance(clock, TravellingClock) else clock


def age_of(clock: Clock) -> int:
    """By how many seconds what is stored is older than it says, at this moment."""
    return clock.shift.age if isinstance(clock, TravellingClock) else 0
