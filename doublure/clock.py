"""Time, injected: nothing below the composition root asks the operating system what time it is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Clock", "FixedClock", "ShiftedClock", "SystemClock"]


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
