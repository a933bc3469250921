"""The words a house needs to describe its tables and to ask for them: no house imports SQLAlchemy itself.

A house declares its base once: `class Base(DeclarativeBase): metadata = house_metadata()`.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

__all__ = [
    "JSON", "BigInteger", "Boolean", "CheckConstraint", "Column", "Connection", "Date", "DateTime", "DeclarativeBase",
    "ForeignKey", "Index", "Integer", "IntegrityError", "LargeBinary", "Mapped", "MetaData", "PrimaryKeyConstraint",
    "Session", "String", "Text", "UniqueConstraint", "and_", "bindparam", "delete", "exists", "func", "house_metadata",
    "insert", "mapped_column", "or_", "relationship", "select", "update",
]


def house_metadata() -> MetaData:
    """An empty collection of tables whose constraints all have names, without which a later migration cannot change them."""
    return MetaData(naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    })
