"""What this process wrote or read a moment ago, so that the next station of a login neither reads nor writes it again.

A value is known by the very octets it travels as: whoever else writes in between writes others, and then this knows nothing.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

__all__ = ["Recent"]

T = TypeVar("T")


class Recent(Generic[T]):
    """The last *size* values and how each is written. Values are shared: they must never change, nor what is inside them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._values: dict[bytes, T] = {}
        # By identity, since equal values may be of different types; each value is held here, so that no other takes its identity.
        self._written: dict[int, tuple[T, bytes]] = {}

    def value_of(self, written: bytes) -> T | None:
        """The value that is written as *written*, if it is recent."""
        return self._values.get(written)

    def written(self, value: T) -> bytes | None:
        """How this very *value* is written, if it is recent."""
        found = self._written.get(id(value))
        return None if found is None else found[1]

    def remember(self, value: T, written: bytes) -> None:
        """*value* is written as *written*; the oldest makes way."""
        with self._lock:
            if written in self._values or id(value) in self._written:
                return
            if len(self._values) >= self._size:
                oldest = next(iter(self._values))
                del self._written[id(self._values.pop(oldest))]
            self._values[written] = value
            self._written[id(value)] = value, written
