"""People and their letters."""

from doublure.records.migration import op
from doublure.records.schema import Column, ForeignKey, Integer, String

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("person", Column("login", String(64), primary_key=True), Column("visits", Integer, nullable=False))
    op.create_table(
        "letter",
        Column("id", Integer, primary_key=True),
        Column("login", String(64), ForeignKey("person.login"), nullable=False),
    )
