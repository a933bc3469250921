"""What a store promises. The conformance suite `tests/storage/test_every_store.py` owns the law; this file states it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from doublure.clock import Clock

__all__ = ["FOREVER", "TAG_LENGTH", "Drop", "Get", "Key", "Once", "Operation", "Put", "Result", "Store", "Take", "tag_of"]

#: Length of a journey's tag, the characters that every identifier minted for it begins with.
TAG_LENGTH = 16

#: An `expires_at` that never comes: for what lives until someone removes it. Such values are never evicted.
FOREVER = 253_402_300_799

Result = bytes | bool | None


def tag_of(identifier: str) -> str:
    """The tag that *identifier* begins with; identifiers with the same tag share a slot of a Redis cluster."""
    return identifier[:TAG_LENGTH]


@dataclass(frozen=True, slots=True)
class Key:
    """Where a value is kept: the shelf's name and the identifier. Stores hash the identifier, they never write it."""

    shelf: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Put:
    """Replace the value; it is gone when the store's clock reaches `expires_at` (seconds since the epoch)."""

    key: Key
    value: bytes
    expires_at: int


@dataclass(frozen=True, slots=True)
class Get:
    """The value, or `None` when there is none or it has expired."""

    key: Key


@dataclass(frozen=True, slots=True)
class Take:
    """The value, removed: any number of simultaneous callers receive it at most once.

    What has expired is removed too, and `None` is the answer.
    """

    key: Key


@dataclass(frozen=True, slots=True)
class Once:
    """`True` for exactly one of any number of callers until `expires_at`, `False` for the others.

    The mark it leaves reads as an empty value: `Get` answers `b""` where somebody was first, `None` where nobody was.
    """

    key: Key
    expires_at: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Remove the value if there is one. Doing it twice is as good as once."""

    key: Key


Operation = Put | Get | Take | Once | Drop


class Store(Protocol):
    """Temporary values under hashed keys: five verbs, and `batch` for several of them in one round trip."""

    @property
    def clock(self) -> Clock:
        """The clock that judges `expires_at`."""
        ...

    def put(self, key: Key, value: bytes, expires_at: int) -> None:
        """See `Put`."""
        ...

    def get(self, key: Key) -> bytes | None:
        """See `Get`."""
        ...

    def take(self, key: Key) -> bytes | None:
        """See `Take`."""
        ...

    def once(self, key: Key, expires_at: int) -> bool:
        """See `Once`."""
        ...

    def drop(self, key: Key) -> None:
        """See `Drop`."""
        ...

    def batch(self, *operations: Operation) -> tuple[Result, ...]:
        """Do *operations* in order in one round trip and return their results in the same order.

        The result of `Put` and `Drop` is `None`. Each operation is atomic; the batch as a whole is not.
        """
        ...

    def at(self, clock: Clock) -> Store:
        """The same values seen by another clock: how one journey is a month older than its neighbour."""
        ...

    def wipe(self) -> None:
        """Forget everything under this store's prefix. For reset and stop, not for any station."""
        ...

    def ping(self) -> None:
        """Return when the store answers, raise `StoreUnavailable` otherwise. For `/readyz`."""
        ...
