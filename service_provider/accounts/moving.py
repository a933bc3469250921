"""Another mail address, and the end of an account: both shown to be wanted before they happen (domain §2.8)."""

from __future__ import annotations

from doublure.records import Records
from doublure.records.schema import IntegrityError, delete, select
from service_provider.accounts.hashing import Passwords
from service_provider.accounts.mail_tokens import MailTokens, Purpose
from service_provider.accounts.schema import Account, Link, MailToken, State
from service_provider.rules.emails import email_key

__all__ = ["Moving"]


class Moving:
    """Changes the address of an account by a letter to the new one, and closes accounts."""

    def __init__(self, records: Records, tokens: MailTokens, passwords: Passwords, *, link_s: int) -> None:
        self._records = records
        self._tokens = tokens
        self._passwords = passwords
        self._link_s = link_s

    def is_hers(self, account: Account, password: str) -> bool:
        """Whether *password* is that of *account*; one that has none was opened by FranceConnect and needs none."""
        return account.password_hash is None or self._passwords.matches(account.password_hash, password)

    def start(self, account_id: str, email: str) -> str | None:
        """A token for the letter to *email*, or `None` when three went out within the hour."""
        with self._records.session() as session:
            if not self._tokens.may_issue(session, account_id, Purpose.EMAIL):
                return None
            return self._tokens.issue(session, account_id, Purpose.EMAIL, self._link_s, subject=email)

    def arrive(self, token: str) -> Account | None:
        """Give the account of *token* its new address; `None` when the link is spent or somebody else has the address."""
        try:
            with self._records.session() as session:
                found = self._tokens.find(session, token, Purpose.EMAIL)
                account = None if found is None else session.get(Account, found.account_id)
                if found is None or account is None or account.state != State.CONFIRMED or not self._tokens.valid(found):
                    return None
                key = email_key(found.subject)
                if session.scalar(select(Account.id).where(Account.email_key == key, Account.id != account.id)) is not None:
                    return None
                account.email, account.email_key = found.subject, key
                self._tokens.spend(found)
                return account
        except IntegrityError:
            return None

    def close(self, account_id: str) -> None:
        """End the account: number and address are free again, facts, links and tokens are gone."""
        with self._records.session() as session:
            for model in (Link, MailToken):
                session.execute(delete(model).where(model.account_id == account_id))
            session.execute(delete(Account).where(Account.id == account_id))
