"""Number and password: who may log in, told in the same words and after the same work whether or not there is an account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from doublure.records import Records
from doublure.records.schema import select
from service_provider.accounts.attempts import Throttle
from service_provider.accounts.hashing import Passwords
from service_provider.accounts.schema import Account, State
from service_provider.rules.nir import Nir

__all__ = ["Proof", "Proving", "Verdict"]


class Verdict(StrEnum):
    """The answer to a login."""

    GRANTED = "granted"
    REFUSED = "refused"
    WAIT = "wait"
    LOCKED = "locked"       # this failure was the last one allowed
    PENDING = "pending"     # the password is right, the address not confirmed yet


@dataclass(frozen=True, slots=True)
class Proof:
    """The verdict; the account when the password was right or has just been locked; how long to wait otherwise."""

    verdict: Verdict
    account: Account | None = None
    wait_s: int = 0


class Proving:
    """Checks number and password behind the two throttles."""

    def __init__(self, records: Records, passwords: Passwords, *, numbers: Throttle, addresses: Throttle) -> None:
        self._records = records
        self._passwords = passwords
        self._numbers = numbers
        self._addresses = addresses

    def prove(self, nir: Nir, password: str, address: str) -> Proof:
        """Whether *password* is that of the account of *nir*; *address* is where the request comes from."""
        for throttle, subject in ((self._addresses, address), (self._numbers, nir.number)):
            entry = throttle.enter(subject)
            if entry.wait_s:
                return Proof(Verdict.WAIT, wait_s=entry.wait_s)
        with self._records.reading() as session:
            account = session.scalar(select(Account).where(Account.nir_key == nir.number))
        kept = None if account is None else account.password_hash
        if not self._passwords.matches(kept, password) or account is None:
            return Proof(Verdict.LOCKED, account) if entry.last else Proof(Verdict.REFUSED)
        self._numbers.succeeded(nir.number)
        self._addresses.uncount(address)
        if account.state == State.PENDING:
            return Proof(Verdict.PENDING, account)
        return Proof(Verdict.GRANTED, self._renewed(account, password))

    def unlock(self, nir: str) -> None:
        """Forget the failures of the number *nir*: its owner has shown that she reads the account's mail."""
        self._numbers.succeeded(nir)

    def _renewed(self, account: Account, password: str) -> Account:
        """*account*, its hash brought to today's cost now that the password is at hand."""
        if account.password_hash is None or not self._passwords.outdated(account.password_hash):
            return account
        hashed = self._passwords.hash(password)
        with self._records.session() as session:
            kept = session.get(Account, account.id)
            if kept is None or kept.password_hash != account.password_hash:
                return account
            kept.password_hash = hashed
            return kept
