"""What a link in a letter permits, once, for a while (SEED-82)."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

from doublure.clock import Clock
from doublure.randomness import Randomness
from doublure.records.schema import Session, func, select, update
from service_provider.accounts.schema import MailToken

__all__ = ["LETTERS_PER_HOUR", "MailTokens", "Purpose"]

#: Letters for one purpose to one account within an hour.
LETTERS_PER_HOUR = 3
_HOUR = 3600


class Purpose(StrEnum):
    """What a link is for."""

    CONFIRM = "confirm"
    RESET = "reset"
    UNLOCK = "unlock"
    EMAIL = "email"


class MailTokens:
    """Makes, finds and spends them, always in the caller's transaction."""

    def __init__(self, clock: Clock, randomness: Randomness) -> None:
        self._clock = clock
        self._randomness = randomness

    def issue(self, session: Session, account_id: str, purpose: Purpose, lifetime_s: int, *, subject: str = "") -> str:
        """A new token; earlier ones of the account for the same purpose end now. *subject* is the address it is about."""
        now = self._clock.now()
        session.execute(
            update(MailToken).where(MailToken.account_id == account_id, MailToken.purpose == purpose,
                                    MailToken.used_at.is_(None), MailToken.expires_at > now).values(expires_at=now),
        )
        return self._keep(session, account_id, purpose, lifetime_s, subject)

    def may_issue(self, session: Session, account_id: str, purpose: Purpose) -> bool:
        """Whether another letter may be sent: three an hour, so that nobody's mailbox is flooded from here."""
        since = self._clock.now() - _HOUR
        sent = session.scalar(select(func.count()).select_from(MailToken).where(
            MailToken.account_id == account_id, MailToken.purpose == purpose, MailToken.created_at > since))
        return (sent or 0) < LETTERS_PER_HOUR

    def find(self, session: Session, token: str, purpose: Purpose) -> MailToken | None:
        """The record of *token*, spent and expired ones included; the row is locked until the transaction ends."""
        return session.scalar(select(MailToken).where(MailToken.digest == _digest(token), MailToken.purpose == purpose)
                              .with_for_update())

    def valid(self, found: MailToken) -> bool:
        """Whether it is unspent and in time."""
        return found.used_at is None and found.expires_at > self._clock.now()

    def alive(self, session: Session, account_id: str, purpose: Purpose) -> bool:
        """Whether the account has a token that could still be used."""
        return session.scalar(select(MailToken.digest).where(
            MailToken.account_id == account_id, MailToken.purpose == purpose, MailToken.used_at.is_(None),
            MailToken.expires_at > self._clock.now()).limit(1)) is not None

    def spend(self, found: MailToken) -> None:
        """Mark it used."""
        found.used_at = self._clock.now()

    def _keep(self, session: Session, account_id: str, purpose: Purpose, lifetime_s: int, subject: str) -> str:
        now, token = self._clock.now(), self._randomness.token()
        session.add(MailToken(digest=_digest(token), account_id=account_id, purpose=purpose, subject=subject, created_at=now,
                              expires_at=now + lifetime_s))
        return token


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
