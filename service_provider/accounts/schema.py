"""The tables of moncompteformation.

What may be there once only has a column of its own that is empty while it does not count: databases let any number of empty
values pass a unique constraint (domain §2.4).
"""

from __future__ import annotations

from enum import StrEnum

from doublure.records.schema import (
    BigInteger,
    Boolean,
    DeclarativeBase,
    ForeignKey,
    Index,
    Integer,
    Mapped,
    String,
    house_metadata,
    mapped_column,
)
from service_provider.rules.identity import Pivot

__all__ = ["Account", "Attempts", "Base", "Link", "MailToken", "State"]


class Base(DeclarativeBase):
    """The tables of this house."""

    metadata = house_metadata()


class State(StrEnum):
    """Where an account stands. A draft is no account yet; a lock is a matter of `Attempts`."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


class Account(Base):
    """One person's account. Times in seconds since the epoch; codes of `rules.lists`; unknown facts are empty."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    nir: Mapped[str] = mapped_column(String(13))
    #: The number while the account is pending or confirmed.
    nir_key: Mapped[str | None] = mapped_column(String(13), unique=True)
    email: Mapped[str] = mapped_column(String(320), index=True)
    #: The folded address while the account is confirmed and may not share it.
    email_key: Mapped[str | None] = mapped_column(String(320), unique=True)

    family_name: Mapped[str] = mapped_column(String(256))
    given_name: Mapped[str] = mapped_column(String(256), default="")
    usage_name: Mapped[str] = mapped_column(String(256), default="")
    gender: Mapped[str] = mapped_column(String(16), default="")
    birthdate: Mapped[str] = mapped_column(String(10), default="", index=True)
    birthplace: Mapped[str] = mapped_column(String(5), default="")
    birthcountry: Mapped[str] = mapped_column(String(5), default="")
    apprenticeship: Mapped[bool | None] = mapped_column(Boolean)
    diploma: Mapped[str] = mapped_column(String(8), default="NR")

    mobile: Mapped[str] = mapped_column(String(16), default="")
    landline: Mapped[str] = mapped_column(String(16), default="")
    street_number: Mapped[str] = mapped_column(String(5), default="")
    repetition: Mapped[str] = mapped_column(String(2), default="")
    street_type: Mapped[str] = mapped_column(String(8), default="")
    street_name: Mapped[str] = mapped_column(String(100), default="")
    address_complement: Mapped[str] = mapped_column(String(100), default="")
    locality: Mapped[str] = mapped_column(String(100), default="")
    postal_code: Mapped[str] = mapped_column(String(5), default="")
    town_code: Mapped[str] = mapped_column(String(5), default="")
    town: Mapped[str] = mapped_column(String(100), default="")

    password_hash: Mapped[str | None] = mapped_column(String(256))
    terms_version: Mapped[str] = mapped_column(String(16), default="")
    terms_accepted_at: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[int] = mapped_column(BigInteger)
    confirmed_at: Mapped[int | None] = mapped_column(BigInteger)

    def __repr__(self) -> str:
        return f"<Account {self.id[:6]}… {self.state}>"

    @property
    def pivot(self) -> Pivot | None:
        """The six facts, or `None` for an account that was made without knowing them all (AMB-17)."""
        if not (self.given_name and self.birthdate and self.gender and self.birthcountry):
            return None
        return Pivot(family_name=self.family_name, given_name=self.given_name, birthdate=self.birthdate, gender=self.gender,
                     birthplace=self.birthplace, birthcountry=self.birthcountry)


class Link(Base):
    """A subject at an issuer that logs in to an account. One person has several when her civil status has changed."""

    __tablename__ = "link"

    issuer: Mapped[str] = mapped_column(String(256), primary_key=True)
    sub: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    linked_at: Mapped[int] = mapped_column(BigInteger)


class MailToken(Base):
    """What a link or a code in a letter permits. Only the hash is kept: who reads the database cannot use them."""

    __tablename__ = "mail_token"
    __table_args__ = (Index("ix_mail_token_account_purpose", "account_id", "purpose"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(320), default="")
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)
    #: Wrong guesses, of a token short enough to be guessed.
    failures: Mapped[int] = mapped_column(Integer, default=0)


class Attempts(Base):
    """Failed logins of one number or one network address, known or not; `subject` is a keyed hash of it."""

    __tablename__ = "attempts"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[int] = mapped_column(BigInteger)
    blocked_until: Mapped[int] = mapped_column(BigInteger)
