"""A forgotten password and a locked account: a letter to the known address is the way back (domain §2.8)."""

from __future__ import annotations

from doublure.records import Records
from doublure.records.schema import Session, select
from service_provider.accounts.hashing import Passwords
from service_provider.accounts.mail_tokens import MailTokens, Purpose
from service_provider.accounts.schema import Account, State
from service_provider.rules.nir import Nir

__all__ = ["Recovering"]


class Recovering:
    """Gives out and takes back the links of reset and unlock letters."""

    def __init__(self, records: Records, tokens: MailTokens, passwords: Passwords, *, link_s: int) -> None:
        self._records = records
        self._tokens = tokens
        self._passwords = passwords
        self._link_s = link_s

    def start(self, nir: Nir) -> tuple[Account, str] | None:
        """The confirmed account of *nir* and a token for its letter, or `None` when there is no letter to send."""
        with self._records.session() as session:
            account = session.scalar(select(Account).where(Account.nir_key == nir.number))
            if account is None or account.state != State.CONFIRMED:
                return None
            if not self._tokens.may_issue(session, account.id, Purpose.RESET):
                return None
            return account, self._tokens.issue(session, account.id, Purpose.RESET, self._link_s)

    def unlocking(self, account: Account) -> str:
        """A token for the letter that says an account was locked."""
        with self._records.session() as session:
            return self._tokens.issue(session, account.id, Purpose.UNLOCK, self._link_s)

    def owner(self, token: str, purpose: Purpose) -> Account | None:
        """The account that *token* still opens, without spending it: to show the form."""
        with self._records.session() as session:
            found = self._tokens.find(session, token, purpose)
            if found is None or not self._tokens.valid(found):
                return None
            return session.get(Account, found.account_id)

    def reset(self, token: str, password: str) -> Account | None:
        """Give the account of *token* a new *password*; the token is spent. `None` when it opens nothing any more."""
        hashed = self._passwords.hash(password)
        with self._records.session() as session:
            account = self._spend(session, token, Purpose.RESET)
            if account is not None:
                account.password_hash = hashed
            return account

    def unlock(self, token: str) -> Account | None:
        """The account whose lock *token* opens; the token is spent."""
        with self._records.session() as session:
            return self._spend(session, token, Purpose.UNLOCK)

    def _spend(self, session: Session, token: str, purpose: Purpose) -> Account | None:
        found = self._tokens.find(session, token, purpose)
        if found is None or not self._tokens.valid(found):
            return None
        self._tokens.spend(found)
        account = session.get(Account, found.account_id)
        return account if account is not None and account.state == State.CONFIRMED else None
