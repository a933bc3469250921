"""From a URL to an engine: a SQLite file or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from doublure.records.errors import RecordsUrlRefused

__all__ = ["READING", "open_engine", "open_lookup"]

#: Execution option of a transaction that only reads.
READING = "doublure_reading"

_POSSIBLE = "sqlite:///path/to/file.db or postgresql+psycopg://user:password@host/database"


def open_engine(url: str) -> Engine:
    """The engine for *url*, sized for a pool of threads; nothing is connected yet. Raises `RecordsUrlRefused`."""
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", _begin)
    return engine


def open_lookup(url: str) -> Engine:
    """An engine for *url* whose every statement stands alone: two round trips less where one statement is all. It only reads."""
    # Nothing has begun, so there is nothing to end when a connection comes back.
    return _engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)


def _engine(url: str, **options: Any) -> Engine:
    try:
        address = make_url(url)
    except ArgumentError:
        raise RecordsUrlRefused(f"This is not the address of a database. Possible are: {_POSSIBLE}.") from None
    match address.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return _sqlite(address, **options)
        case "postgresql" | "postgresql+psycopg":
            return _postgresql(address.set(drivername="postgresql+psycopg"), **options)
        case other:
            raise RecordsUrlRefused(f"“{other}” is not a database that keeps records. Possible are: {_POSSIBLE}.")


def _sqlite(address: URL, **options: Any) -> Engine:
    if not address.database or address.database.startswith((":memory:", "file:")):
        raise RecordsUrlRefused("SQLite needs a file here, since each thread would see a memory of its own: "
                                "sqlite:///path/to/file.db.")
    Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, pool_size=8, max_overflow=24, pool_timeout=5, **options)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # The driver's own way of beginning transactions would leave out SELECT and DDL; `_begin` does it instead.
    connection.isolation_level = None
    # secure_delete overwrites what is deleted: an account that is gone must not be legible in the file's free pages.
    for pragma in ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON",
                   "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for another writer: it takes the lock at its beginning.
    reading = connection.get_execution_options().get(READING)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(address: URL, **options: Any) -> Engine:
    # A server set up without a locale has no encoding of its own, and the driver would then answer with octets.
    settings = {"connect_timeout": 3, "client_encoding": "utf8"}
    try:
        return create_engine(address, pool_size=8, max_overflow=24, pool_timeout=5, pool_pre_ping=True, connect_args=settings,
                             **options)
    except ModuleNotFoundError:
        raise RecordsUrlRefused("PostgreSQL needs psycopg, which is not installed: pip install 'doublure[production]'.") from None
