"""Records: a house's database, with the schema the house expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Select, inspect, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from doublure.records.blank import Blank
from doublure.records.engine import READING, open_engine, open_lookup
from doublure.records.errors import RecordsUnavailable
from doublure.records.versions import Versions, read_versions

__all__ = ["Records", "open_records"]


class Records:
    """The database of one house. *tables* are the house's own, `None` when the database is the house's alone."""

    def __init__(self, engine: Engine, lookup: Engine, versions: Versions, tables: MetaData | None) -> None:
        self.engine = engine
        self._lookup = lookup
        self.name = engine.url.render_as_string(hide_password=True)
        self._versions = versions
        self._tables = tables
        self._writing = sessionmaker(engine, expire_on_commit=False)
        self._reader = engine.execution_options(**{READING: True})
        self._reading = sessionmaker(self._reader, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: committed at the end, rolled back when an exception leaves it. Raises `RecordsUnavailable`."""
        with self._failures(), self._writing.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads and therefore waits for no writer; what it writes is forgotten."""
        with self._failures(), self._reading() as session:
            yield session

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """`session` for statements on tables: a third of the cost, where rows need not become objects."""
        with self._failures(), self.engine.begin() as connection:
            yield connection

    def row(self, statement: Select[Any], parameters: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The one row of *statement*, or `None`: half the cost of `reading`, for what every login asks."""
        with self._failures(), self._lookup.connect() as connection:
            found = connection.execute(statement, parameters).one_or_none()
        return None if found is None else tuple(found)

    def ping(self) -> None:
        """Return when the database answers. Raises `RecordsUnavailable`."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def wipe(self) -> None:
        """Remove every row of the house's tables, from SQLite's files too; the schema stays."""
        with self._failures(), self.engine.begin() as connection:
            tables = self._tables or MetaData()
            if self._tables is None:
                tables.reflect(connection)
            for table in reversed(tables.sorted_tables):
                # The tables called schema_… say which migrations have run, of this house or of another one.
                if not table.name.startswith("schema_"):
                    connection.execute(table.delete())
        if self.engine.dialect.name == "sqlite":
            with closing(self.engine.raw_connection()) as connection:
                # The write-ahead log still has the old pages; where somebody else reads, they go at a later checkpoint.
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
        self._lookup.dispose()

    def bring_up_to_date(self, schemas: Path | None = None) -> None:
        """Give the database the schema that the house expects; *schemas* as in `open_records`.

        Raises `RecordsUnavailable`, `SchemaError`.
        """
        with self._failures():
            if self._revisions() == {self._versions.head}:
                return
            with self.engine.begin() as connection:
                blank = Blank(schemas, self._versions) if schemas is not None and self._is_empty(connection) else None
                if blank is not None and blank.lay(connection):
                    return
                from doublure.records.upgrade import upgrade

                upgrade(connection, self._versions)
                if blank is not None:
                    blank.keep(connection)

    def _is_empty(self, connection: Connection) -> bool:
        """Whether this is a SQLite file without a table: another program may have made them since `_revisions`."""
        return self.engine.dialect.name == "sqlite" and not inspect(connection).get_table_names()

    def _revisions(self) -> set[str]:
        with self._reader.connect() as connection:
            if not inspect(connection).has_table(self._versions.table):
                return set()
            # The name is a package's name, with dots made underscores.
            return set(connection.execute(text(f"SELECT version_num FROM {self._versions.table}")).scalars())  # noqa: S608

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout) as failure:
            if cause := _cause(failure):
                raise RecordsUnavailable(f"The database {self.name} does not answer ({cause}).") from failure
            raise


def _cause(failure: DBAPIError | PoolTimeout) -> str | None:
    """The short name of what is wrong with the database; `None` when the statement is at fault."""
    if isinstance(failure, PoolTimeout):
        return "no connection became free"
    name = getattr(failure.orig, "sqlite_errorname", None)
    if name is None:
        return type(failure.orig).__name__ if isinstance(failure, OperationalError | InterfaceError) else None
    # SQLite calls a wrong statement an OperationalError too, and a damaged file a mere DatabaseError; its own names are exact.
    away = name != "SQLITE_ERROR" if isinstance(failure, OperationalError) else name in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}
    return str(name) if away else None


def open_records(url: str, *, migrations: str, base: type[DeclarativeBase] | None = None, schemas: Path | None = None) -> Records:
    """The database at *url* with the schema of the dotted package *migrations* (which has Alembic scripts in `versions/`).

    *url* is `sqlite:///path` or `postgresql+psycopg://…`; *base*, the house's declarative base, says which tables `wipe` may
    empty where houses share a database; *schemas* is the folder in which the schema of a new SQLite file is kept for the next.
    Raises `RecordsUrlRefused`, `RecordsUnavailable`, `SchemaError`.
    """
    records = Records(open_engine(url), open_lookup(url), read_versions(migrations), None if base is None else base.metadata)
    try:
        records.bring_up_to_date(schemas)
    except BaseException:
        records.close()
        raise
    return records
