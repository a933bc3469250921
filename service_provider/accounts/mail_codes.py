"""Six digits in a letter in place of a link: short enough to type, so guesses are counted (profile 2025, domain §1.6)."""

from __future__ import annotations

import hmac
from enum import StrEnum
from hashlib import sha256

from doublure.clock import Clock
from doublure.randomness import Randomness
from doublure.records.schema import Session, select
from service_provider.accounts.mail_tokens import MailTokens, Purpose
from service_provider.accounts.schema import MailToken

__all__ = ["GUESSES", "Guess", "MailCodes"]

#: Wrong codes after which the right one is worth nothing either; with three letters an hour that is 15 guesses in a million.
GUESSES = 5
_DIGITS = 6


class Guess(StrEnum):
    """What a typed code is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"     # no code is alive: none was sent, it expired, or it was guessed at too often


class MailCodes(MailTokens):
    """Makes and checks codes. A bare hash of six digits is undone by trying them all, so *key* is part of it."""

    def __init__(self, clock: Clock, randomness: Randomness, key: bytes) -> None:
        super().__init__(clock, randomness)
        self._key = key

    def guess(self, session: Session, account_id: str, purpose: Purpose, code: str) -> tuple[Guess, MailToken | None]:
        """Try *code*; a wrong one is counted in the caller's transaction, the record of the right one comes with it."""
        found = session.scalar(select(MailToken).where(
            MailToken.account_id == account_id, MailToken.purpose == purpose, MailToken.used_at.is_(None),
            MailToken.expires_at > self._clock.now()).with_for_update())
        if found is None:
            return Guess.SPENT, None
        if hmac.compare_digest(found.digest, self._digest(account_id, purpose, code)):
            return Guess.RIGHT, found
        found.failures += 1
        if found.failures < GUESSES:
            return Guess.WRONG, None
        found.expires_at = self._clock.now()
        return Guess.SPENT, None

    def _keep(self, session: Session, account_id: str, purpose: Purpose, lifetime_s: int, subject: str) -> str:
        now = self._clock.now()
        code = f"{int.from_bytes(self._randomness.octets(8)) % 10**_DIGITS:0{_DIGITS}d}"
        # Once in a million the same code comes again: its record begins anew.
        session.merge(MailToken(digest=self._digest(account_id, purpose, code), account_id=account_id, purpose=purpose,
                                subject=subject, created_at=now, expires_at=now + lifetime_s, used_at=None, failures=0))
        return code

    def _digest(self, account_id: str, purpose: Purpose, code: str) -> str:
        return hmac.new(self._key, f"{account_id}:{purpose}:{code}".encode(), sha256).hexdigest()
