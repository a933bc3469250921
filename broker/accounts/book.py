"""The hub's records of persons: one read per login, one write a moment later (contract §5.5, §6.6, §6.7)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from broker.accounts.history import Event, Page, forget_before, months_before, page_of, write
from broker.accounts.preferences import Preferences
from broker.accounts.schema import Base, Choice
from broker.accounts.settings import AccountSettings
from broker.pivot import PivotIdentity
from broker.subject import account_for
from doublure.clock import Clock
from doublure.records import Records, open_records
from doublure.records.backlog import Backlog
from doublure.records.schema import Connection, IntegrityError, bindparam, select

__all__ = ["Accounts", "open_accounts"]

#: Seconds between two looks for lines that are too old.
_SWEEP_S = 3600

# Built once, on the table: each login asks, and composing the statement would cost more than running it.
_TABLE = Choice.__table__
_CHOICE = select(_TABLE.c.exclude_list, _TABLE.c.uids).where(_TABLE.c.account == bindparam("account"))


class Accounts:
    """Persons by account. Every call but `note` may raise `RecordsUnavailable`."""

    def __init__(self, records: Records, settings: AccountSettings, clock: Clock) -> None:
        self.records = records
        self.settings = settings
        self._clock = clock
        self._swept_at = 0
        self._backlog: Backlog[Event] = Backlog(self._write, name="connections")

    def account_of(self, pivot: PivotIdentity) -> str:
        """The account of a person, the same whichever platform and provider she came through."""
        return account_for(pivot, self.settings.key.reveal())

    def preferences(self, account: str) -> Preferences:
        """Which providers *account* lets in."""
        found = self.records.row(_CHOICE, {"account": account})
        return Preferences() if found is None else Preferences(found[0], frozenset(found[1]))

    def choose(self, account: str, chosen: Preferences) -> None:
        """Keep what *account* chose, in place of what held before."""
        try:
            self._choose(account, chosen)
        except IntegrityError:
            # Two first choices of one person at the same moment: the second finds the row of the first.
            self._choose(account, chosen)

    def note(self, event: Event) -> None:
        """Add *event* to the history, a moment later."""
        self._backlog.add(event)

    def history(self, account: str, number: int, browsing: str = "") -> Page:
        """Page *number* (from 1) of the history of *account*, or of its lines with one identification code."""
        self.settle()
        with self.records.reading() as session:
            return page_of(session, account, number, self._since(), browsing)

    def settle(self) -> None:
        """Return when what was noted is written, or soon."""
        self._backlog.flush()

    def wipe(self) -> None:
        """Forget everybody."""
        self.settle()
        self.records.wipe()

    def close(self) -> None:
        """Write what waits and give the connections back."""
        self._backlog.close()
        self.records.close()

    def _choose(self, account: str, chosen: Preferences) -> None:
        with self.records.session() as session:
            session.merge(Choice(account=account, exclude_list=chosen.exclude_list, uids=sorted(chosen.uids),
                                 changed_at=self._clock.now()))

    def _write(self, events: Sequence[Event]) -> None:
        with self.records.connection() as connection:
            write(connection, events)
            self._sweep(connection)

    def _sweep(self, connection: Connection) -> None:
        now = self._clock.now()
        if now - self._swept_at >= _SWEEP_S:
            forget_before(connection, self._since())
            self._swept_at = now

    def _since(self) -> int:
        return months_before(self._clock.now(), self.settings.history_months)


def open_accounts(url: str, settings: AccountSettings, clock: Clock, schemas: Path) -> Accounts:
    """The accounts in the database at *url*; *schemas* as for `open_records`.

    Raises `RecordsUrlRefused`, `RecordsUnavailable`, `SchemaError`.
    """
    records = open_records(url, migrations="broker.migrations", base=Base, schemas=schemas)
    return Accounts(records, settings, clock)
