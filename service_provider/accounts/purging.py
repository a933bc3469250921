"""What nobody needs any more is erased: spent tokens, old failures, registrations that were never confirmed (domain §2.9)."""

from __future__ import annotations

import threading

from doublure.clock import Clock
from doublure.records import Records
from doublure.records.schema import and_, delete, or_
from service_provider.accounts.mail_tokens import Purpose
from service_provider.accounts.schema import Account, Attempts, MailToken, State

__all__ = ["Purging"]

_HOUR, _DAY = 3_600, 86_400
#: A second click on a link of registration must still be told « déjà validée », and a late one be offered another.
_REGISTRATION = 30 * _DAY


class Purging:
    """Erases, at most once an hour however often it is asked."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._lock = threading.Lock()
        self._next = 0

    def when_due(self) -> None:
        """Erase if the last time was an hour ago."""
        with self._lock:
            now = self._clock.now()
            if now < self._next:
                return
            self._next = now + _HOUR
        self.erase()

    def erase(self) -> None:
        """Tokens a day after their end, those of registrations after thirty, as unconfirmed accounts; failures after a day."""
        now = self._clock.now()
        with self._records.session() as session:
            session.execute(delete(MailToken).where(or_(
                MailToken.expires_at < now - _REGISTRATION,
                and_(MailToken.purpose != Purpose.CONFIRM, MailToken.expires_at < now - _DAY))))
            session.execute(delete(Attempts).where(Attempts.last_at < now - _DAY, Attempts.blocked_until <= now))
            session.execute(delete(Account).where(Account.state == State.PENDING, Account.created_at < now - _REGISTRATION))
