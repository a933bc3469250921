"""The history of somebody's connections: six months of them, newest first (contract §6.6)."""

from __future__ import annotations

import calendar
import ipaddress
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from broker.accounts.schema import Line
from doublure.records.schema import Connection, Session, delete, func, insert, select

__all__ = ["PAGE", "Event", "Kind", "Page", "forget_before", "months_before", "page_of", "place_of", "write"]

#: Lines on one page.
PAGE = 10

_PARIS = ZoneInfo("Europe/Paris")

# On the table and not the class: each login adds a row, which nobody needs as an object.
_ADDING = insert(Line.__table__)  # type: ignore[arg-type]  # declared as a FromClause, and a Table


class Kind(StrEnum):
    """What a history speaks of, by the names of FranceConnect's events."""

    CONNECTION = "FC_VERIFIED"
    AUTHORISATION = "FC_DATATRANSFER_CONSENT_IDENTITY"
    DATA_EXCHANGE = "DP_VERIFIED_FC_CHECKTOKEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line.

    `at` in milliseconds since the epoch, so that lines of several workers have an order; `service` and `provider` are shown
    names, `idp` a uid; `browsing` is the identification code that the notification mail bears; `place` as `place_of` says;
    `scope` what was agreed to or read.
    """

    account: str
    at: int
    kind: Kind
    platform: str
    client_id: str
    service: str
    idp: str
    provider: str
    acr: str
    browsing: str
    place: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a history that has *total*."""

    events: tuple[Event, ...]
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PAGE))


def write(connection: Connection, events: Sequence[Event]) -> None:
    """Add *events*."""
    connection.execute(_ADDING, [asdict(event) for event in events])


def page_of(session: Session, account: str, number: int, since: int, browsing: str = "") -> Page:
    """Page *number* (from 1) of what *account* did from second *since* on, all of it or what bears the code *browsing*."""
    mine = (Line.account == account, Line.at >= since * 1000, *((Line.browsing == browsing,) if browsing else ()))
    total = session.scalar(select(func.count()).select_from(Line).where(*mine)) or 0
    lines = session.scalars(
        select(Line).where(*mine).order_by(Line.at.desc(), Line.id.desc()).limit(PAGE).offset((number - 1) * PAGE))
    return Page(tuple(_event(line) for line in lines), total)


def forget_before(connection: Connection, since: int) -> None:
    """Remove what is older than second *since*."""
    connection.execute(delete(Line).where(Line.at < since * 1000))


def months_before(now: int, months: int) -> int:
    """The same hour of the same day *months* earlier in France, or the last day of a shorter month."""
    at = datetime.fromtimestamp(now, UTC).astimezone(_PARIS)
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return int(at.replace(year=year, month=month + 1, day=day).timestamp())


def place_of(remote: str) -> str:
    """`local` for an address of this machine or its own network, nothing for others: no address is kept, nobody is located."""
    try:
        return "local" if ipaddress.ip_address(remote).is_private else ""
    except ValueError:
        return ""


def _event(line: Line) -> Event:
    return Event(**{name: getattr(line, name) for name in Event.__slots__ if name != "kind"}, kind=Kind(line.kind))
