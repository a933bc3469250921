"""After FranceConnect: which account is this person's? The subject first, then the six facts, never the address alone (§2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from doublure.clock import Clock
from doublure.records import Records
from doublure.records.schema import IntegrityError, Session, select
from service_provider.accounts.opening import Subject
from service_provider.accounts.schema import Account, Link, State
from service_provider.rules.emails import email_key
from service_provider.rules.identity import Pivot

__all__ = ["Linking", "Recognised", "Recognition"]


class Recognition(StrEnum):
    """How somebody who comes from FranceConnect was found."""

    KNOWN = "known"             # the subject has an account
    LINKED = "linked"           # the six facts were those of exactly one account: linked now
    SEVERAL = "several"         # they were those of several: the person must say which by its number and password
    EMAIL_KNOWN = "email_known"  # nobody has the facts, somebody has the address: the same
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The recognition, and the account of the first two kinds; that one may still be pending."""

    how: Recognition
    account: Account | None = None


class Linking:
    """Finds the account of a subject and links further ones."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def recognise(self, subject: Subject, pivot: Pivot | None, email: str) -> Recognised:
        """The account of *subject*, whose verified facts are *pivot*. Links when the facts leave no doubt."""
        try:
            return self._recognise(subject, pivot, email)
        except IntegrityError:
            # The same person came twice at once: the link is there now.
            return self._recognise(subject, pivot, email)

    def link(self, account_id: str, subject: Subject, pivot: Pivot | None) -> Account | None:
        """Link *subject* to an account whose owner has just proved that it is hers; civil status follows *pivot*."""
        with self._records.session() as session:
            account = session.get(Account, account_id)
            if account is None or account.state != State.CONFIRMED:
                return None
            session.merge(Link(issuer=subject.issuer, sub=subject.sub, account_id=account.id, linked_at=self._clock.now()))
            if pivot is not None:
                _write_pivot(account, pivot)
            return account

    def is_linked(self, account_id: str) -> bool:
        """Whether FranceConnect vouches for the civil status of the account, which is then read-only."""
        with self._records.reading() as session:
            return session.scalar(select(Link.sub).where(Link.account_id == account_id).limit(1)) is not None

    def _recognise(self, subject: Subject, pivot: Pivot | None, email: str) -> Recognised:
        with self._records.session() as session:
            link = session.get(Link, (subject.issuer, subject.sub))
            account = None if link is None else session.get(Account, link.account_id)
            if account is not None and account.state != State.CLOSED:
                return Recognised(Recognition.KNOWN, account)
            same = [] if pivot is None else self._with_facts(session, pivot)
            if len(same) == 1 and pivot is not None:
                if same[0].state == State.CONFIRMED:
                    session.merge(Link(issuer=subject.issuer, sub=subject.sub, account_id=same[0].id,
                                       linked_at=self._clock.now()))
                    _write_pivot(same[0], pivot)
                    session.flush()
                return Recognised(Recognition.LINKED, same[0])
            if same:
                return Recognised(Recognition.SEVERAL)
            known = email and session.scalar(select(Account.id).where(Account.email_key == email_key(email)))
            return Recognised(Recognition.EMAIL_KNOWN if known else Recognition.NOBODY)

    def _with_facts(self, session: Session, pivot: Pivot) -> list[Account]:
        candidates = session.scalars(select(Account).where(
            Account.birthdate == pivot.birthdate, Account.gender == pivot.gender, Account.birthcountry == pivot.birthcountry,
            Account.state != State.CLOSED))
        return [account for account in candidates if account.pivot is not None and account.pivot.same_person(pivot)]


def _write_pivot(account: Account, pivot: Pivot) -> None:
    account.family_name, account.given_name, account.birthdate = pivot.family_name, pivot.given_name, pivot.birthdate
    account.gender, account.birthplace, account.birthcountry = pivot.gender, pivot.birthplace, pivot.birthcountry
