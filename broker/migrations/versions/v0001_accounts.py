"""The first tables: connections of persons, and the identity providers they let in."""

from __future__ import annotations

from doublure.records.migration import op
from doublure.records.schema import JSON, BigInteger, Boolean, Column, Integer, String, Text

revision = "0001"
down_revision = None

_TEXTS = {"kind": 48, "platform": 48, "client_id": 128, "service": 128, "idp": 36, "provider": 256, "acr": 16, "browsing": 36,
          "place": 16}


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "connection",
        Column("id", Integer, primary_key=True),
        Column("account", String(64), nullable=False),
        Column("at", BigInteger, nullable=False),
        *(Column(name, String(length), nullable=False) for name, length in _TEXTS.items()),
        Column("scope", Text, nullable=False),
    )
    op.create_index("ix_connection_account_at", "connection", ["account", "at"])
    op.create_index("ix_connection_at", "connection", ["at"])
    op.create_table(
        "preference",
        Column("account", String(64), primary_key=True),
        Column("exclude_list", Boolean, nullable=False),
        Column("uids", JSON, nullable=False),
        Column("changed_at", BigInteger, nullable=False),
    )
