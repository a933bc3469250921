"""What a person may change of her own account. Civil status is not among it (domain §2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doublure.records import Records
from doublure.records.schema import IntegrityError, func, or_, select
from service_provider.accounts.hashing import Passwords
from service_provider.accounts.schema import Account, State
from service_provider.rules.emails import email_key

__all__ = ["Editing"]

_CHANGEABLE = frozenset({
    "mobile", "landline", "diploma", "usage_name", "street_number", "repetition", "street_type", "street_name",
    "address_complement", "locality", "postal_code", "town_code", "town",
})


class Editing:
    """Changes confirmed accounts."""

    def __init__(self, records: Records, passwords: Passwords) -> None:
        self._records = records
        self._passwords = passwords

    def change(self, account_id: str, columns: Mapping[str, Any]) -> None:
        """Write *columns*; a name that is not changeable is a mistake of the caller's (`ValueError`)."""
        if not set(columns) <= _CHANGEABLE:
            raise ValueError(f"not changeable: {', '.join(sorted(set(columns) - _CHANGEABLE))}")
        with self._records.session() as session:
            account = session.get(Account, account_id)
            if account is not None and account.state == State.CONFIRMED:
                for name, value in columns.items():
                    setattr(account, name, value)

    def shares_address(self, account: Account) -> bool:
        """Whether another account has the mail address of *account*: then it cannot become a local one, by a password."""
        key = email_key(account.email)
        with self._records.reading() as session:
            return session.scalar(select(Account.id).where(
                or_(Account.email_key == key, func.lower(Account.email) == key), Account.state == State.CONFIRMED,
                Account.id != account.id).limit(1)) is not None

    def change_password(self, account_id: str, current: str, new: str) -> Account | None:
        """Replace the password; the account, or `None` when *current* is not right. Without one, none is asked for."""
        with self._records.reading() as session:
            account = session.get(Account, account_id)
        if account is None or (account.password_hash and not self._passwords.matches(account.password_hash, current)):
            return None
        hashed = self._passwords.hash(new)
        try:
            with self._records.session() as session:
                kept = session.get(Account, account_id)
                if kept is None or kept.password_hash != account.password_hash:
                    return None
                kept.password_hash, kept.email_key = hashed, email_key(kept.email)
                return kept
        except IntegrityError:
            # Another account has come to have the address meanwhile.
            return None
