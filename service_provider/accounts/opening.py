"""From a finished registration to an account that waits for its confirmation (domain §2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from doublure.clock import Clock
from doublure.records import Records
from doublure.records.schema import IntegrityError, Session, select
from service_provider.accounts.mail_tokens import MailTokens, Purpose
from service_provider.accounts.schema import Account, Link, State
from service_provider.rules.emails import email_key

__all__ = ["Opened", "Opening", "Outcome", "Subject"]


class Outcome(StrEnum):
    """What became of a registration. Whether the page says so is the policy's affair."""

    CREATED = "created"
    RESENT = "resent"                   # the same number and address are already waiting: a new letter
    TOO_MANY_LETTERS = "too_many_letters"
    NUMBER_WAITS = "number_waits"       # somebody else's address is waiting with this number
    NUMBER_TAKEN = "number_taken"
    EMAIL_TAKEN = "email_taken"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who somebody is for an issuer."""

    issuer: str
    sub: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The outcome, the account it concerns, and the token for the letter when there is one to send."""

    outcome: Outcome
    account: Account
    token: str | None = None


class Opening:
    """Opens accounts: one per number, whatever happens at the same time."""

    def __init__(self, records: Records, tokens: MailTokens, clock: Clock, *, link_s: int) -> None:
        self._records = records
        self._tokens = tokens
        self._clock = clock
        self._link_s = link_s

    def open(self, account: Account, subject: Subject | None = None, *, share_email: bool = False,
             confirmed: bool = False) -> Opened:
        """Keep *account* (its `nir`, `email` and facts filled in) and link *subject* to it.

        *confirmed* skips the letter: for an address that FranceConnect gave. *share_email* lets others have it too.
        """
        account.created_at = self._clock.now()
        account.nir_key = account.nir
        account.state = State.CONFIRMED if confirmed else State.PENDING
        if confirmed:
            account.confirmed_at = account.created_at
            account.email_key = None if share_email else email_key(account.email)
        try:
            with self._records.session() as session:
                return self._open(session, account, subject, share_email=share_email)
        except IntegrityError:
            # Somebody was faster between our look and our writing: the constraint decided, now we see who.
            with self._records.session() as session:
                found = self._in_the_way(session, account, share_email=share_email)
                if found is None:
                    raise
                return found

    def _open(self, session: Session, account: Account, subject: Subject | None, *, share_email: bool) -> Opened:
        found = self._in_the_way(session, account, share_email=share_email)
        if found is not None:
            return found
        session.add(account)
        session.flush()
        if subject is not None:
            session.add(Link(issuer=subject.issuer, sub=subject.sub, account_id=account.id, linked_at=account.created_at))
        if account.state == State.CONFIRMED:
            return Opened(Outcome.CREATED, account)
        return Opened(Outcome.CREATED, account, self._tokens.issue(session, account.id, Purpose.CONFIRM, self._link_s))

    def _in_the_way(self, session: Session, account: Account, *, share_email: bool) -> Opened | None:
        other = session.scalar(select(Account).where(Account.nir_key == account.nir))
        if other is not None and other.id == account.id:
            return Opened(Outcome.CREATED, other)  # the same registration sent twice
        if other is not None and other.state == State.CONFIRMED:
            return Opened(Outcome.NUMBER_TAKEN, other)
        if other is not None and email_key(other.email) == email_key(account.email):
            if not self._tokens.may_issue(session, other.id, Purpose.CONFIRM):
                return Opened(Outcome.TOO_MANY_LETTERS, other)
            # What was typed first stays: whoever knows a number and an address must not change the password behind them.
            return Opened(Outcome.RESENT, other, self._tokens.issue(session, other.id, Purpose.CONFIRM, self._link_s))
        if other is not None and self._tokens.alive(session, other.id, Purpose.CONFIRM):
            return Opened(Outcome.NUMBER_WAITS, other)
        if not share_email:
            taken = session.scalar(select(Account).where(Account.email_key == email_key(account.email)))
            if taken is not None:
                return Opened(Outcome.EMAIL_TAKEN, taken)
        if other is not None:
            session.delete(other)
            session.flush()
        return None
