"""The values of a memory store, shared by every view of it, and the rule by which they make way."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import OrderedDict
from typing import NamedTuple

from doublure.clock import Clock
from doublure.storage.errors import StoreFull
from doublure.storage.interface import FOREVER
from doublure.storage.keys import Place

__all__ = ["Room"]


class _Kept(NamedTuple):
    value: bytes
    expires_at: int
    number: int
    garbage_at: int


class Room:
    """Values by place. Whoever calls holds `lock`.

    Only the room's own *clock* decides what is swept away: a view that is a month ahead must not empty its neighbours' shelves.
    """

    def __init__(self, clock: Clock, max_items: int) -> None:
        self.lock = threading.Lock()
        self._clock = clock
        self._max_items = max_items
        self._numbers = itertools.count()
        # Two dictionaries, so that the oldest value that may make way is always the first of one of them.
        self._ending: OrderedDict[Place, _Kept] = OrderedDict()
        self._lasting: dict[Place, _Kept] = {}
        self._calendar: list[tuple[int, int, Place]] = []

    def __len__(self) -> int:
        return len(self._ending) + len(self._lasting)

    def find(self, place: Place, now: int) -> bytes | None:
        """The value at *place* unless it has expired."""
        kept = self._ending.get(place) or self._lasting.get(place)
        return kept.value if kept is not None and kept.expires_at > now else None

    def take(self, place: Place, now: int) -> bytes | None:
        """The value at *place* unless it has expired; nothing is left there."""
        kept = self.remove(place)
        return kept.value if kept is not None and kept.expires_at > now else None

    def once(self, place: Place, expires_at: int, now: int) -> bool:
        """Whether nothing unexpired was at *place*; a mark is there afterwards."""
        if self.find(place, now) is not None:
            return False
        self.put(place, b"", expires_at, now)
        return True

    def put(self, place: Place, value: bytes, expires_at: int, now: int) -> None:
        """Replace the value at *place*; *now* is the caller's time, which may be another than the room's."""
        self.remove(place)
        here = self._clock.now()
        self._make_way(here)
        # A caller who lives in the past does not find swept away what for her has not ended.
        kept = _Kept(value, expires_at, next(self._numbers), max(expires_at, here + expires_at - now))
        if expires_at >= FOREVER:
            self._lasting[place] = kept
            return
        self._ending[place] = kept
        heapq.heappush(self._calendar, (kept.garbage_at, kept.number, place))
        if len(self._calendar) > 2 * len(self._ending) + 64:
            # Values replaced or taken leave their dates behind; without this a busy shelf would grow the calendar for ever.
            self._calendar = [(item.garbage_at, item.number, where) for where, item in self._ending.items()]
            heapq.heapify(self._calendar)

    def remove(self, place: Place) -> _Kept | None:
        """What was at *place*; nothing is left there."""
        return self._ending.pop(place, None) or self._lasting.pop(place, None)

    def clear(self) -> None:
        """Forget everything."""
        self._ending.clear()
        self._lasting.clear()
        self._calendar.clear()

    def _make_way(self, now: int) -> None:
        while self._calendar and self._calendar[0][0] <= now:
            _, number, place = heapq.heappop(self._calendar)
            kept = self._ending.get(place)
            if kept is not None and kept.number == number:
                del self._ending[place]
        while len(self) >= self._max_items:
            if not self._ending:
                raise StoreFull(f"The memory store holds {len(self)} values without end and takes no more.")
            self._ending.popitem(last=False)
