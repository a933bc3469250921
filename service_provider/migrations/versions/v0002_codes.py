"""Wrong guesses of the codes that letters carry in place of links."""

from __future__ import annotations

from doublure.records.migration import op
from doublure.records.schema import Column, Integer

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Count from nought for what was sent before."""
    op.add_column("mail_token", Column("failures", Integer, nullable=False, server_default="0"))
