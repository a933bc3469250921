"""The reconciliation laboratory: what matching by the mail address alone would have done, beside what was done (domain §2.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from doublure.personas import Persona
from doublure.records import Records
from doublure.records.schema import func, select
from service_provider.accounts.linking import Recognised
from service_provider.accounts.schema import Account, State
from service_provider.rules.emails import email_key
from service_provider.rules.identity import Pivot

__all__ = ["Experiment", "Lesson", "accounts_at", "experiment", "shared_mailboxes"]


class Lesson(StrEnum):
    """How the two ways differ."""

    SAME = "same"               # one account, or none, both ways
    STRANGER = "stranger"       # by address she enters somebody else's account
    UNPROVED = "unproved"       # by address she enters an account that nothing shows to be hers
    MISSED = "missed"           # by address her own account is not found
    AMBIGUOUS = "ambiguous"     # several accounts have the address


@dataclass(frozen=True, slots=True)
class Experiment:
    """Both outcomes for one arrival: names of the accounts found by address, how and whom the strategy found, the lesson."""

    email: str
    by_address: tuple[str, ...]
    how: str
    found: str
    lesson: Lesson


def accounts_at(records: Records, email: str) -> list[Account]:
    """The confirmed accounts with that address in any case of letters: what a naive relying party would look up."""
    key = email_key(email)
    if not key:
        return []
    with records.reading() as session:
        return list(session.scalars(select(Account).where(func.lower(Account.email) == key, Account.state == State.CONFIRMED)))


def experiment(email: str, pivot: Pivot | None, naive: list[Account], recognised: Recognised) -> Experiment:
    """Compare. *naive* was looked up before the strategy had changed anything."""
    own = recognised.account
    return Experiment(
        email=email, by_address=tuple(_name(account) for account in naive), how=recognised.how.value,
        found="" if own is None else _name(own), lesson=_lesson(pivot, naive, own),
    )


def shared_mailboxes(people: Iterable[Persona]) -> Mapping[str, tuple[str, ...]]:
    """Each address that several personas have at some provider, with their logins: whoever breaks matching by address."""
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    for persona in people:
        at_providers = [persona.spelling.get(slug, {}).get("email", persona.email) for slug in persona.idps]
        for email in at_providers:
            if email:
                owners[email_key(email)][persona.login] = None
    return {email: tuple(logins) for email, logins in owners.items() if len(logins) > 1}


def _lesson(pivot: Pivot | None, naive: list[Account], own: Account | None) -> Lesson:
    if len(naive) > 1:
        return Lesson.AMBIGUOUS
    if not naive:
        return Lesson.SAME if own is None else Lesson.MISSED
    if own is not None and own.id == naive[0].id:
        return Lesson.SAME
    known = naive[0].pivot
    if own is None and (known is None or pivot is None or known.same_person(pivot)):
        return Lesson.UNPROVED
    return Lesson.STRANGER


def _name(account: Account) -> str:
    return f"{account.given_name} {account.family_name}".strip()
