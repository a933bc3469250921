"""The control store of several processes: a Redis hash for each table, a stream for each log."""

from __future__ import annotations

from typing import Any

from doublure.storage.control import check_size
from doublure.storage.keys import checked_prefix
from doublure.storage.redis_connection import Connection

__all__ = ["RedisControl"]


class RedisControl:
    """Tables and logs under *prefix*. Ids of entries are Redis' own, in its time."""


    shared = True

    def __init__(self, connection: Connection, prefix: str = "doublure") -> None:
        self._connection = connection
        # A slash stands nowhere in a prefix, so that no control key looks like a key of a store or of a longer prefix.
        self._prefix = f"{checked_prefix(prefix)}/"

    def set(self, table: str, key: str, value: bytes) -> None:
        """Replace the value of *key* in *table*."""
        check_size(table, value)
        self._do("HSET", self._table(table), key, value)

    def get(self, table: str, key: str) -> bytes | None:
        """The value of *key* in *table*, or `None`."""
        found = self._do("HGET", self._table(table), key)
        return None if found is None else bytes(found)

    def remove(self, table: str, key: str) -> bool:
        """Remove *key* from *table*; whether it was there."""
        return bool(self._do("HDEL", self._table(table), key))

    def all(self, table: str) -> dict[str, bytes]:
        """Everything in *table*, in the order of the keys."""
        found: dict[bytes, bytes] = self._do("HGETALL", self._table(table))
        return dict(sorted((key.decode(), value) for key, value in found.items()))

    def append(self, log: str, value: bytes, limit: int = 1000) -> str:
        """Add *value* to *log*, of which the last *limit* entries stay."""
        check_size(log, value)
        entry: bytes = self._do("XADD", self._log(log), "MAXLEN", "=", limit, "*", "value", value)
        return entry.decode()

    def tail(self, log: str, count: int = 100) -> list[tuple[str, bytes]]:
        """The last *count* entries of *log* with their ids, newest first."""
        entries: list[tuple[bytes, dict[bytes, bytes]]] = self._do("XREVRANGE", self._log(log), "+", "-", "COUNT", count)
        return [(entry.decode(), fields[b"value"]) for entry, fields in entries]

    def clear(self, name: str) -> None:
        """Forget the table and the log called *name*."""
        self._connection.flush([("UNLINK", self._table(name)), ("UNLINK", self._log(name))])

    def wipe(self) -> None:
        """Forget every table and log under the prefix."""
        self._connection.remove_all(f"{self._prefix}*")

    def ping(self) -> None:
        """Return when Redis answers."""
        self._connection.ping()

    def _do(self, *command: str | bytes | int) -> Any:
        return self._connection.flush([command])[0]

    def _table(self, name: str) -> str:
        return f"{self._prefix}table:{name}"

    def _log(self, name: str) -> str:
        return f"{self._prefix}log:{name}"
