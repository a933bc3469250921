"""Dates as a person in France reads them, in her language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from service_provider.dashboard.told import Event

__all__ = ["by_month", "day", "hour"]

_PARIS = ZoneInfo("Europe/Paris")


def by_month(events: Iterable[Event], language: str) -> list[tuple[str, list[Event]]]:
    """*events* under their month and year, in the order given."""
    return [(month, list(found)) for month, found in groupby(events, lambda event: _shown(event.at, "LLLL y", language))]


def day(at: int, language: str) -> str:
    """The day of *at* (seconds since the epoch)."""
    return _shown(at, "d MMMM y", language)


def hour(at: int, language: str) -> str:
    """Its hour and minute."""
    return _shown(at, "HH:mm", language)


def _shown(at: int, form: str, language: str) -> str:
    # Babel wants a zone of its own making for names only; the instant is already in ours.
    return format_datetime(datetime.fromtimestamp(at, UTC).astimezone(_PARIS).replace(tzinfo=None), form, locale=language)
