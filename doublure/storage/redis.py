"""The store that several processes share: Redis (6.2 or later), alone, behind Sentinel, or as a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from doublure.clock import Clock
from doublure.storage.interface import Drop, Get, Key, Once, Operation, Put, Result, Take
from doublure.storage.keys import checked_prefix
from doublure.storage.redis_commands import command, result
from doublure.storage.redis_connection import Connection

__all__ = ["RedisStore"]


class RedisStore:
    """Values of at most *max_value* bytes under *prefix*; every call is one round trip.

    Calls raise `StoreUnavailable` when Redis does not answer. Redis Cluster is asked at most once per node that a batch touches.
    """

    def __init__(self, connection: Connection, clock: Clock, prefix: str = "doublure", max_value: int = 65_536) -> None:
        self.clock = clock
        self._connection = connection
        self._prefix = checked_prefix(prefix)
        self._max_value = max_value

    def put(self, key: Key, value: bytes, expires_at: int) -> None:
        """See `Put`."""
        self.batch(Put(key, value, expires_at))

    def get(self, key: Key) -> bytes | None:
        """See `Get`."""
        found = self.batch(Get(key))[0]
        return found if isinstance(found, bytes) else None

    def take(self, key: Key) -> bytes | None:
        """See `Take`."""
        found = self.batch(Take(key))[0]
        return found if isinstance(found, bytes) else None

    def once(self, key: Key, expires_at: int) -> bool:
        """See `Once`."""
        return self.batch(Once(key, expires_at))[0] is True

    def drop(self, key: Key) -> None:
        """See `Drop`."""
        self.batch(Drop(key))

    def batch(self, *operations: Operation) -> tuple[Result, ...]:
        """Do *operations* in order, in one round trip; a value too large is refused before any of them."""
        now = self.clock.now()
        replies: Sequence[Any] = self._connection.flush([
            command(operation, prefix=self._prefix, now=now, max_value=self._max_value) for operation in operations
        ])
        return tuple(result(operation, reply, now) for operation, reply in zip(operations, replies, strict=True))

    def at(self, clock: Clock) -> RedisStore:
        """The same values seen by *clock*."""
        return RedisStore(self._connection, clock, self._prefix, self._max_value)

    def wipe(self) -> None:
        """Forget everything under the prefix; other prefixes, also longer ones, stay."""
        self._connection.remove_all(f"{self._prefix}{{*")

    def ping(self) -> None:
        """Return when Redis answers."""
        self._connection.ping()
