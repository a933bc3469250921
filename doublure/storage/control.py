"""What all processes must see at once and may be listed: registered clients, key steps, clock, rules, captured mail, journal."""

from __future__ import annotations

from typing import Protocol

from doublure.storage.errors import ValueTooLarge

__all__ = ["MAX_CONTROL_VALUE", "ControlStore", "check_size"]

#: Bytes of one value or entry; a captured letter is the largest thing kept here.
MAX_CONTROL_VALUE = 1_048_576


class ControlStore(Protocol):
    """Tables (values by key) and logs (entries in order), by name. Values never expire by themselves.

    Every call may raise `StoreUnavailable`; what is larger than `MAX_CONTROL_VALUE` is refused with `ValueTooLarge`.
    """

    @property
    def shared(self) -> bool:
        """Whether other processes see it too."""
        ...

    def set(self, table: str, key: str, value: bytes) -> None:
        """Replace the value of *key* in *table*."""
        ...

    def get(self, table: str, key: str) -> bytes | None:
        """The value of *key* in *table*, or `None`."""
        ...

    def remove(self, table: str, key: str) -> bool:
        """Remove *key* from *table*; whether it was there."""
        ...

    def all(self, table: str) -> dict[str, bytes]:
        """Everything in *table*, in the order of the keys."""
        ...

    def append(self, log: str, value: bytes, limit: int = 1000) -> str:
        """Add *value* to *log*, of which the last *limit* entries stay. Returns the entry's id: unique in the log, opaque."""
        ...

    def tail(self, log: str, count: int = 100) -> list[tuple[str, bytes]]:
        """The last *count* entries of *log* with their ids, newest first."""
        ...

    def clear(self, name: str) -> None:
        """Forget the table and the log called *name*."""
        ...

    def wipe(self) -> None:
        """Forget every table and log under this store's prefix."""
        ...

    def ping(self) -> None:
        """Return when the store answers, raise `StoreUnavailable` otherwise."""
        ...


def check_size(name: str, value: bytes) -> None:
    """Refuse with `ValueTooLarge` what is larger than `MAX_CONTROL_VALUE`."""
    if len(value) > MAX_CONTROL_VALUE:
        raise ValueTooLarge.of(name, len(value), MAX_CONTROL_VALUE)
