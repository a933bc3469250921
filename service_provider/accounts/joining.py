"""FranceConnect joined to an account by its owner, from inside, and taken off again (domain §2.5)."""

from __future__ import annotations

from enum import StrEnum

from doublure.records import Records
from doublure.records.schema import delete
from service_provider.accounts.linking import Linking
from service_provider.accounts.opening import Subject
from service_provider.accounts.schema import Account, Link
from service_provider.rules.consistency import contradictions
from service_provider.rules.identity import Pivot
from service_provider.rules.names import fold
from service_provider.rules.nir import Nir

__all__ = ["Joined", "Joining"]


class Joined(StrEnum):
    """What became of the wish; all but the first have a sentence in `sentences`."""

    DONE = "linked"
    ELSEWHERE = "link_elsewhere"        # this identity logs in to another account
    SOMEBODY_ELSE = "link_stranger"     # this identity is another person's


class Joining:
    """Links a subject to the account that is logged in, if both are one person."""

    def __init__(self, records: Records, linking: Linking) -> None:
        self._records = records
        self._linking = linking

    def join(self, account: Account, subject: Subject, pivot: Pivot | None) -> Joined:
        """Link *subject*, whose verified facts are *pivot*, to *account*."""
        with self._records.reading() as session:
            link = session.get(Link, (subject.issuer, subject.sub))
        if link is not None and link.account_id != account.id:
            return Joined.ELSEWHERE
        if pivot is None or not _one_person(account, pivot):
            return Joined.SOMEBODY_ELSE
        return Joined.DONE if self._linking.link(account.id, subject, pivot) is not None else Joined.SOMEBODY_ELSE

    def part(self, account_id: str) -> None:
        """Take every link off the account. Its civil status stays as FranceConnect gave it."""
        with self._records.session() as session:
            session.execute(delete(Link).where(Link.account_id == account_id))


def _one_person(account: Account, pivot: Pivot) -> bool:
    known = account.pivot
    if known is not None:
        return known.same_person(pivot)
    # An account opened without the register knows a name and a number only (AMB-17): neither may contradict.
    blocked = any(contradiction.blocks for contradiction in contradictions(Nir(account.nir), pivot))
    return fold(account.family_name) == fold(pivot.family_name) and not blocked
