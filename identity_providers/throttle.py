"""Repeated failures close the door for a while: per identifier and per network address, never for good (SES-15).

Each failure takes one place that comes free again after the pause; whoever takes the last place closes the door. Places are
taken with the store's `once`, so that simultaneous guesses are all counted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from doublure.clock import Clock
from doublure.storage.interface import Get, Key, Result, Store
from identity_providers.plugin import canonical

__all__ = ["Throttle", "bucket"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """The door of one fake. Limits count failures, `pause` is in seconds."""

    store: Store
    clock: Clock
    slug: str
    per_account: int
    per_address: int
    pause: int

    def asking(self, identifier: str, address: str) -> tuple[Get, ...]:
        """What to read, together with whatever else is read, before an attempt is examined."""
        return tuple(Get(self._key(f"{place}:closed")) for place, _ in self._places(identifier, address))

    def wait(self, results: tuple[Result, ...]) -> int:
        """Seconds until an attempt may be made, from the results of `asking`; 0 when now."""
        closed_until = [int(result) for result in results if isinstance(result, bytes)]
        return max([0, *(until - self.clock.now() for until in closed_until)])

    def failed(self, identifier: str, address: str) -> None:
        """Count one failure."""
        until = self.clock.now() + self.pause
        for place, limit in self._places(identifier, address):
            taken = next((n for n in range(limit) if self.store.once(self._key(f"{place}:{n}"), until)), limit)
            if taken >= limit - 1:
                self.store.put(self._key(f"{place}:closed"), str(until).encode(), until)

    def _places(self, identifier: str, address: str) -> tuple[tuple[str, int], ...]:
        return (f"account:{bucket(identifier)}", self.per_account), (f"address:{address}", self.per_address)

    def _key(self, identifier: str) -> Key:
        return Key(f"{self.slug}-throttle", identifier)


def bucket(identifier: str) -> str:
    """A name to count *identifier* by: twelve bits of a digest, too few to find again what may be somebody's number (GR-04)."""
    return hashlib.sha256(canonical(identifier).encode("utf-8", "surrogatepass")).hexdigest()[:3]
