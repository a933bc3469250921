"""What can go wrong when something is kept: the place, the size or the address."""

from __future__ import annotations

__all__ = ["StorageError", "StorageUrlRefused", "StoreFull", "StoreUnavailable", "ValueTooLarge"]


class StorageError(Exception):
    """Any refusal of a store."""


class StorageUrlRefused(StorageError):  # noqa: N818 - it names what happened, like the other refusals
    """The address of the store cannot be understood; the text says which part and what is possible."""


class StoreUnavailable(StorageError):  # noqa: N818 - it names what happened, like the other refusals
    """The store does not answer. The text never contains a password."""


class StoreFull(StoreUnavailable):
    """A bounded store holds nothing but values that must not be evicted."""


class ValueTooLarge(StorageError):  # noqa: N818 - it names what happened, like the other refusals
    """A value is larger than the store accepts: something unbounded was about to be kept."""

    @classmethod
    def of(cls, shelf: str, size: int, limit: int) -> ValueTooLarge:
        """The refusal of a value of *size* bytes on *shelf* where *limit* are allowed."""
        return cls(f"A value of {size} bytes for “{shelf}” is larger than the {limit} bytes a store keeps.")
