"""The tables of the hub. An account is named by a keyed hash (`broker.subject.account_for`), never by an identity."""

from __future__ import annotations

from doublure.records.schema import (
    JSON,
    BigInteger,
    Boolean,
    DeclarativeBase,
    Index,
    Integer,
    Mapped,
    String,
    Text,
    house_metadata,
    mapped_column,
)

__all__ = ["Base", "Choice", "Line"]


class Base(DeclarativeBase):
    """The tables of this house."""

    metadata = house_metadata()


class Line(Base):
    """One line of somebody's history, `at` in milliseconds. Names stay as they were then: a service may be renamed."""

    __tablename__ = "connection"
    __table_args__ = (Index("ix_connection_account_at", "account", "at"), Index("ix_connection_at", "at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    at: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(48))
    platform: Mapped[str] = mapped_column(String(48))
    client_id: Mapped[str] = mapped_column(String(128))
    service: Mapped[str] = mapped_column(String(128))
    idp: Mapped[str] = mapped_column(String(36))
    provider: Mapped[str] = mapped_column(String(256))
    acr: Mapped[str] = mapped_column(String(16))
    browsing: Mapped[str] = mapped_column(String(36))
    place: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(Text)


class Choice(Base):
    """The identity providers that somebody lets in: `Preferences` in a row."""

    __tablename__ = "preference"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    exclude_list: Mapped[bool] = mapped_column(Boolean)
    uids: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[int] = mapped_column(BigInteger)
