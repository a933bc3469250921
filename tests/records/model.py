"""The tables of the example, as a house declares them."""

from __future__ import annotations

from doublure.records.schema import DeclarativeBase, ForeignKey, Mapped, String, house_metadata, mapped_column

MIGRATIONS = "tests.records.example"

#: A script of another house, with a table and a row.
OTHER = """
from doublure.records.migration import op
from doublure.records.schema import Column, Integer
revision = "0001"
down_revision = None
def upgrade():
    op.create_table("other", Column("id", Integer, primary_key=True))
    op.execute("INSERT INTO other VALUES (7)")
"""


class Base(DeclarativeBase):
    metadata = house_metadata()


class Person(Base):
    __tablename__ = "person"
    login: Mapped[str] = mapped_column(String(64), primary_key=True)
    visits: Mapped[int]
    nickname: Mapped[str | None] = mapped_column(String(64))


class Letter(Base):
    __tablename__ = "letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(ForeignKey("person.login"))
