"""What the hub tells the dashboard about the person who has logged in there."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Changed", "Changes", "Data", "Event", "History", "Preferences", "Provider", "Told"]


class Told(BaseModel):
    """What the hub tells: a later version may tell more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Data(Told):
    """The data of one provider that a line speaks of; `provider` is `None` for the hub itself."""

    provider: str | None
    labels: tuple[str, ...]


class Event(Told):
    """One line of a history. `at` in seconds since the epoch, `browsing` the identification code of the notification mail."""

    kind: str
    at: int
    platform: str
    service: str
    provider: str
    acr: str
    browsing: str
    place: str
    data: tuple[Data, ...]


class History(Told):
    """One page of a history, newest first."""

    page: int
    pages: int
    total: int
    events: tuple[Event, ...]


class Provider(Told):
    """An identity provider and whether she lets it in; `current` is the one of this login."""

    uid: str
    slug: str
    title: str
    active: bool
    allowed: bool
    current: bool


class Preferences(Told):
    """Which providers she lets in, and whether those to come are let in too."""

    allow_future: bool
    identity_providers: tuple[Provider, ...]


class Changed(Told):
    """A provider whose state has changed."""

    title: str
    allowed: bool


class Changes(Told):
    """What a choice has changed."""

    allow_future: bool
    future_changed: bool
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return self.future_changed or bool(self.changed)
