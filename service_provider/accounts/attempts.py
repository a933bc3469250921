"""Failed logins, counted per number and per network address whether or not there is an account (domain §2.8).

An attempt is counted before the password is looked at and forgotten when it was right: ten guesses sent at once are ten
attempts, not one.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from doublure.clock import Clock
from doublure.records import Records
from doublure.records.schema import IntegrityError, Session, delete, select, update
from service_provider.accounts.schema import Attempts

__all__ = ["Entry", "Throttle", "ThrottleRules"]

_FIRST_DELAY = 5
_FORGOTTEN_AFTER = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrottleRules:
    """From which failure on one waits, and from which on everything is refused for `lock_s` seconds."""

    delay_from: int
    lock_from: int
    lock_s: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Whether an attempt may go on. `wait_s` is 0 when it may; `last` when a failure now locks."""

    wait_s: int = 0
    last: bool = False


class Throttle:
    """Counts attempts on one kind of subject (`nir`, `address`). *key* keeps what was typed out of the database."""

    def __init__(self, records: Records, clock: Clock, *, kind: str, key: bytes, rules: ThrottleRules) -> None:
        self._records = records
        self._clock = clock
        self._kind = kind
        self._key = key
        self._rules = rules

    def enter(self, subject: str) -> Entry:
        """Count an attempt on *subject* unless it has to wait."""
        try:
            return self._count(subject)
        except IntegrityError:
            # Two first attempts at once: the row is there now.
            return self._count(subject)

    def succeeded(self, subject: str) -> None:
        """Forget the failures of *subject*: the password was right, or a letter unlocked it."""
        with self._records.session() as session:
            session.execute(delete(Attempts).where(Attempts.subject == self._hash(subject)))

    def uncount(self, subject: str) -> None:
        """Take back one attempt of *subject*: others may be behind the same address, and one right password clears nobody."""
        with self._records.session() as session:
            session.execute(update(Attempts).where(Attempts.subject == self._hash(subject), Attempts.failures > 0)
                            .values(failures=Attempts.failures - 1, blocked_until=0))

    def lock(self, session: Session, subject: str, *, until: int) -> None:
        """Put *subject* in the state of the last failure: for accounts that are locked from the start."""
        session.merge(Attempts(subject=self._hash(subject), failures=self._rules.lock_from, last_at=self._clock.now(),
                               blocked_until=until))

    def _count(self, subject: str) -> Entry:
        now, hashed = self._clock.now(), self._hash(subject)
        with self._records.session() as session:
            row = session.scalar(select(Attempts).where(Attempts.subject == hashed).with_for_update())
            if row is None:
                row = Attempts(subject=hashed, failures=0, last_at=now, blocked_until=0)
                session.add(row)
            if row.blocked_until > now:
                return Entry(wait_s=row.blocked_until - now)
            if row.failures >= self._rules.lock_from or now - row.last_at > _FORGOTTEN_AFTER:
                row.failures = 0
            row.failures += 1
            row.last_at = now
            row.blocked_until = now + self._delay(row.failures)
            return Entry(last=row.failures >= self._rules.lock_from)

    def _delay(self, failures: int) -> int:
        if failures >= self._rules.lock_from:
            return self._rules.lock_s
        if failures < self._rules.delay_from:
            return 0
        return min(self._rules.lock_s, int(_FIRST_DELAY * 2 ** (failures - self._rules.delay_from)))

    def _hash(self, subject: str) -> str:
        return hmac.new(self._key, f"{self._kind}:{subject}".encode(), sha256).hexdigest()
