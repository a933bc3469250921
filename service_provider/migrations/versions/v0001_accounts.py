"""The first tables: accounts, their links to FranceConnect, links in letters, failed logins."""

from __future__ import annotations

from doublure.records.migration import op
from doublure.records.schema import BigInteger, Boolean, Column, ForeignKey, Integer, String

revision = "0001"
down_revision = None

_TEXTS = {
    "given_name": 256, "usage_name": 256, "gender": 16, "birthdate": 10, "birthplace": 5, "birthcountry": 5, "diploma": 8,
    "mobile": 16, "landline": 16, "street_number": 5, "repetition": 2, "street_type": 8, "street_name": 100,
    "address_complement": 100, "locality": 100, "postal_code": 5, "town_code": 5, "town": 100, "terms_version": 16,
}


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "account",
        Column("id", String(43), primary_key=True),
        Column("state", String(16), nullable=False),
        Column("nir", String(13), nullable=False),
        Column("nir_key", String(13)),
        Column("email", String(320), nullable=False),
        Column("email_key", String(320)),
        Column("family_name", String(256), nullable=False),
        *(Column(name, String(length), nullable=False) for name, length in _TEXTS.items()),
        Column("apprenticeship", Boolean),
        Column("password_hash", String(256)),
        Column("terms_accepted_at", BigInteger),
        Column("created_at", BigInteger, nullable=False),
        Column("confirmed_at", BigInteger),
    )
    for name in ("email", "birthdate"):
        op.create_index(f"ix_account_{name}", "account", [name])
    for name in ("nir_key", "email_key"):
        op.create_index(f"uq_account_{name}", "account", [name], unique=True)
    op.create_table(
        "link",
        Column("issuer", String(256), primary_key=True),
        Column("sub", String(255), primary_key=True),
        Column("account_id", String(43), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
        Column("linked_at", BigInteger, nullable=False),
    )
    op.create_index("ix_link_account_id", "link", ["account_id"])
    op.create_table(
        "mail_token",
        Column("digest", String(64), primary_key=True),
        Column("account_id", String(43), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
        Column("purpose", String(16), nullable=False),
        Column("subject", String(320), nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("expires_at", BigInteger, nullable=False),
        Column("used_at", BigInteger),
    )
    op.create_index("ix_mail_token_account_purpose", "mail_token", ["account_id", "purpose"])
    op.create_table(
        "attempts",
        Column("subject", String(64), primary_key=True),
        Column("failures", Integer, nullable=False),
        Column("last_at", BigInteger, nullable=False),
        Column("blocked_until", BigInteger, nullable=False),
    )
