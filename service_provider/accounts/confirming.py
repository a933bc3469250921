"""The link in the letter: one click confirms, a second one says so, a late one offers another (SEED-81, SEED-82)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from doublure.clock import Clock
from doublure.records import Records
from doublure.records.schema import IntegrityError, select
from service_provider.accounts.mail_tokens import MailTokens, Purpose
from service_provider.accounts.schema import Account, State
from service_provider.rules.emails import email_key

__all__ = ["Confirmation", "Confirmed", "Confirming"]


class Confirmation(StrEnum):
    """What a click on the link did."""

    DONE = "done"
    ALREADY = "already"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    EMAIL_TAKEN = "email_taken"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The outcome and the account, `None` when the token belongs to none."""

    outcome: Confirmation
    account: Account | None = None


class Confirming:
    """Confirms registrations and sends links again."""

    def __init__(self, records: Records, tokens: MailTokens, clock: Clock, *, link_s: int) -> None:
        self._records = records
        self._tokens = tokens
        self._clock = clock
        self._link_s = link_s

    def confirm(self, token: str) -> Confirmed:
        """Confirm the account that *token* was sent to."""
        try:
            with self._records.session() as session:
                found = self._tokens.find(session, token, Purpose.CONFIRM)
                account = None if found is None else session.get(Account, found.account_id)
                if found is None or account is None:
                    return Confirmed(Confirmation.UNKNOWN)
                if account.state != State.PENDING:
                    done = account.state == State.CONFIRMED
                    return Confirmed(Confirmation.ALREADY if done else Confirmation.UNKNOWN, account)
                if not self._tokens.valid(found):
                    return Confirmed(Confirmation.EXPIRED, account)
                key = email_key(account.email)
                if session.scalar(select(Account.id).where(Account.email_key == key)) is not None:
                    return Confirmed(Confirmation.EMAIL_TAKEN, account)
                account.state, account.confirmed_at, account.email_key = State.CONFIRMED, self._clock.now(), key
                self._tokens.spend(found)
                return Confirmed(Confirmation.DONE, account)
        except IntegrityError:
            # Two people confirmed one address at once; the other one was first.
            return Confirmed(Confirmation.EMAIL_TAKEN)

    def resend(self, account_id: str) -> tuple[Account, str] | None:
        """A fresh token for the pending account, or `None` when it is not pending or had three within the hour."""
        with self._records.session() as session:
            account = session.get(Account, account_id)
            if account is None or account.state != State.PENDING:
                return None
            if not self._tokens.may_issue(session, account.id, Purpose.CONFIRM):
                return None
            return account, self._tokens.issue(session, account.id, Purpose.CONFIRM, self._link_s)
