"""A provider that is slow holds back those who chose it, and nobody else.

Whoever waits for a provider's answer holds one of the hub's worker threads meanwhile. Each provider may hold only so many: a
healthy one frees them within milliseconds, so that a crowd passes unhindered; of one that hangs, the next person learns at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Bulkhead", "Full"]

#: Calls of one provider under way at once: less than the workers of a server (8), so that some are always free for the others.
SEATS = 5
#: Seconds that a call may wait for a seat, and after which a call under way shows that its provider is slow.
PATIENCE_S = 2.0


class Full(Exception):  # noqa: N818 - an outcome that becomes a banner
    """Every seat of this provider is taken, and none became free in time."""


class Bulkhead:
    """The seats of every provider, by name. *monotonic* is seconds since no matter when; a test brings its own."""

    def __init__(self, *, seats: int = SEATS, patience_s: float = PATIENCE_S, monotonic: Callable[[], float] = time.monotonic,
                 ) -> None:
        self._seats = seats
        self._patience_s = patience_s
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._since: dict[str, list[float]] = {}

    @contextmanager
    def seat(self, name: str) -> Iterator[None]:
        """A seat for one call of the provider *name*. Raises `Full`."""
        sat_down = self._sit_down(name)
        try:
            yield
        finally:
            with self._changed:
                self._since[name].remove(sat_down)
                self._changed.notify_all()

    def _sit_down(self, name: str) -> float:
        with self._changed:
            taken = self._since.setdefault(name, [])
            if not self._changed.wait_for(lambda: len(taken) < self._seats or self._is_slow(taken), self._patience_s):
                raise Full(name)
            if len(taken) >= self._seats:
                raise Full(name)
            now = self._monotonic()
            taken.append(now)
            return now

    def _is_slow(self, taken: list[float]) -> bool:
        # Whoever has sat longest has waited longer than anybody should: waiting behind it is pointless.
        return self._monotonic() - taken[0] >= self._patience_s
