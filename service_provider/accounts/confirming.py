"""The link or the code in the letter: once confirms, twice says so, late offers another (SEED-81, SEED-82)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from doublure.clock import Clock
from doublure.records import Records
from doublure.records.schema import IntegrityError, Session, select
from service_provider.accounts.mail_codes import Guess, MailCodes
from service_provider.accounts.mail_tokens import MailTokens, Purpose
from service_provider.accounts.schema import Account, MailToken, State
from service_provider.rules.emails import email_key

__all__ = ["Confirmation", "Confirmed", "Confirming", "ConfirmingByCode"]


class Confirmation(StrEnum):
    """What a click on the link, or a typed code, did."""

    DONE = "done"
    ALREADY = "already"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    EMAIL_TAKEN = "email_taken"
    WRONG = "wrong"     # of codes only: another try is allowed


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The outcome and the account, `None` when the token belongs to none."""

    outcome: Confirmation
    account: Account | None = None


class Confirming:
    """Confirms registrations and sends letters again. *share_email*: accounts without a password may share an address."""

    def __init__(self, records: Records, tokens: MailTokens, clock: Clock, *, link_s: int, share_email: bool = False) -> None:
        self._records = records
        self._tokens = tokens
        self._clock = clock
        self._link_s = link_s
        self._share_email = share_email

    def confirm(self, token: str) -> Confirmed:
        """Confirm the account that *token* was sent to."""
        try:
            with self._records.session() as session:
                found = self._tokens.find(session, token, Purpose.CONFIRM)
                account = None if found is None else session.get(Account, found.account_id)
                if found is None or account is None:
                    return Confirmed(Confirmation.UNKNOWN)
                if account.state != State.PENDING:
                    return _not_pending(account)
                if not self._tokens.valid(found):
                    return Confirmed(Confirmation.EXPIRED, account)
                return self._settle(session, account, found)
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

    def _settle(self, session: Session, account: Account, found: MailToken) -> Confirmed:
        key = email_key(account.email)
        taken = session.scalar(select(Account.id).where(Account.email_key == key)) is not None
        if taken and not (self._share_email and account.password_hash is None):
            return Confirmed(Confirmation.EMAIL_TAKEN, account)
        account.state, account.confirmed_at, account.email_key = State.CONFIRMED, self._clock.now(), None if taken else key
        self._tokens.spend(found)
        return Confirmed(Confirmation.DONE, account)


class ConfirmingByCode(Confirming):
    """The same with codes, which say nothing about the account: that comes from the visit."""

    def __init__(self, records: Records, codes: MailCodes, clock: Clock, *, link_s: int, share_email: bool = False) -> None:
        super().__init__(records, codes, clock, link_s=link_s, share_email=share_email)
        self._codes = codes

    def confirm_code(self, account_id: str, code: str) -> Confirmed:
        """Confirm the account by the *code* of its letter; the fifth wrong one ends the code."""
        try:
            with self._records.session() as session:
                account = session.get(Account, account_id)
                if account is None:
                    return Confirmed(Confirmation.UNKNOWN)
                if account.state != State.PENDING:
                    return _not_pending(account)
                worth, found = self._codes.guess(session, account.id, Purpose.CONFIRM, code)
                if found is None:
                    return Confirmed(Confirmation.WRONG if worth is Guess.WRONG else Confirmation.EXPIRED, account)
                return self._settle(session, account, found)
        except IntegrityError:
            return Confirmed(Confirmation.EMAIL_TAKEN)


def _not_pending(account: Account) -> Confirmed:
    done = account.state == State.CONFIRMED
    return Confirmed(Confirmation.ALREADY if done else Confirmation.UNKNOWN, account)
