"""The default store: this process's memory, bounded."""

from __future__ import annotations

from doublure.clock import Clock
from doublure.storage.errors import ValueTooLarge
from doublure.storage.interface import Drop, Get, Key, Once, Operation, Put, Result, Take
from doublure.storage.keys import Place, place_of
from doublure.storage.memory_room import Room

__all__ = ["MemoryStore"]


class MemoryStore:
    """Values in this process, at most *max_items* of at most *max_value* bytes each.

    When it is full, the oldest value that has an end makes way; `StoreFull` when there is none. *sweeping* is the time by which
    the expired are swept away (default: *clock*). *room* is for `at`: the values another view already holds.
    """

    def __init__(self, clock: Clock, max_items: int = 200_000, max_value: int = 65_536, *,
                 sweeping: Clock | None = None, room: Room | None = None) -> None:
        self.clock = clock
        self._max_items = max_items
        self._max_value = max_value
        self._room = Room(sweeping or clock, max_items) if room is None else room

    def put(self, key: Key, value: bytes, expires_at: int) -> None:
        """See `Put`."""
        self.batch(Put(key, value, expires_at))

    def get(self, key: Key) -> bytes | None:
        """See `Get`."""
        with self._room.lock:
            return self._room.find(place_of(key), self.clock.now())

    def take(self, key: Key) -> bytes | None:
        """See `Take`."""
        with self._room.lock:
            return self._room.take(place_of(key), self.clock.now())

    def once(self, key: Key, expires_at: int) -> bool:
        """See `Once`."""
        with self._room.lock:
            return self._room.once(place_of(key), expires_at, self.clock.now())

    def drop(self, key: Key) -> None:
        """See `Drop`."""
        with self._room.lock:
            self._room.remove(place_of(key))

    def batch(self, *operations: Operation) -> tuple[Result, ...]:
        """Do *operations* in order; a value too large is refused before any of them."""
        for operation in operations:
            if isinstance(operation, Put) and len(operation.value) > self._max_value:
                raise ValueTooLarge.of(operation.key.shelf, len(operation.value), self._max_value)
        places = [place_of(operation.key) for operation in operations]
        now = self.clock.now()
        with self._room.lock:
            return tuple(self._do(operation, place, now) for operation, place in zip(operations, places, strict=True))

    def at(self, clock: Clock) -> MemoryStore:
        """The same values seen by *clock*."""
        return MemoryStore(clock, self._max_items, self._max_value, room=self._room)

    def wipe(self) -> None:
        """Forget everything."""
        with self._room.lock:
            self._room.clear()

    def ping(self) -> None:
        """Memory always answers."""

    def _do(self, operation: Operation, place: Place, now: int) -> Result:
        match operation:
            case Put(_, value, expires_at):
                self._room.put(place, value, expires_at, now)
            case Get():
                return self._room.find(place, now)
            case Take():
                return self._room.take(place, now)
            case Once(_, expires_at):
                return self._room.once(place, expires_at, now)
            case Drop():
                self._room.remove(place)
        return None
