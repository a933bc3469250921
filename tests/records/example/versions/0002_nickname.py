"""People have a nickname; those who were there before are called by their login."""

from doublure.records.migration import op
from doublure.records.schema import Column, String

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(Column("nickname", String(64), nullable=True))
    op.execute("UPDATE person SET nickname = login")
