"""How one phone behaves: how fast requests reach it, whether it answers by itself, whether its codes are blocked."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from doublure.clock import Clock
from doublure.storage.interface import Key, Store
from doublure.storage.shelf import Shelf
from identity_providers.phone.settings import DELAYS, Answers, Speed, TelephoneSettings

__all__ = ["Device", "Devices"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The behaviour of a phone, until somebody changes it or everything is put back to the configuration."""

    speed: Speed
    answers: Answers

    def times(self, now: int) -> tuple[int | None, int | None]:
        """When a request sent *now* reaches the phone, and when the phone has answered it by itself; `None` for never."""
        delay = DELAYS[self.speed]
        if delay is None:
            return None, None
        return now + delay, None if self.answers == "by hand" else now + 2 * delay


@dataclass(frozen=True, slots=True)
class Devices:
    """The behaviour of every phone, by number."""

    store: Store
    clock: Clock
    settings: TelephoneSettings

    def of(self, number: str) -> Device:
        """How the phone *number* behaves."""
        return self._shelf.get(number) or Device(speed=self.settings.speed, answers=self.settings.answers)

    def set(self, number: str, device: Device) -> None:
        """Let the phone *number* behave otherwise."""
        self._shelf.put(number, device)

    def block(self, number: str) -> None:
        """Too many wrong codes: whatever is asked of *number* is blocked for a while."""
        self.store.put(_blocked(number), b"1", self.clock.now() + self.settings.lock)

    def is_blocked(self, number: str) -> bool:
        """Whether *number* is blocked."""
        return self.store.get(_blocked(number)) is not None

    def unblock(self, number: str) -> None:
        """Unlock *number* again."""
        self.store.drop(_blocked(number))

    @property
    def _shelf(self) -> Shelf[Device]:
        return Shelf(self.store, "phone-device", Device, None, adapter=_DEVICE)


#: Made once: making one costs milliseconds.
_DEVICE = TypeAdapter(Device)


def _blocked(number: str) -> Key:
    return Key("phone-blocked", number)
