"""An empty SQLite database's schema, kept as the statements that make it: every later start does without Alembic.

The migrations stay the only place where a schema is written; what they made once is read back from the database and laid again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from doublure.records.versions import Versions

__all__ = ["Blank"]

_FRAME = ("BEGIN TRANSACTION;", "COMMIT;")


class Blank:
    """The schema that *versions* makes of an empty database, kept in *folder*. Other scripts are another file."""

    def __init__(self, folder: Path, versions: Versions) -> None:
        written = hashlib.sha256(sqlalchemy.__version__.encode())
        for script in sorted(versions.folder.glob("*.py")):
            written.update(script.read_bytes())
        self._file = folder / f"{versions.table}-{written.hexdigest()[:16]}.json"

    def lay(self, connection: Connection) -> bool:
        """Lay the schema in *connection*'s empty database, in its transaction; False, and nothing done, where none is kept."""
        try:
            statements = json.loads(self._file.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return False
        if not isinstance(statements, list) or not statements:
            return False
        try:
            with connection.begin_nested():
                # Rows may come before those they point to.
                for statement in ("PRAGMA defer_foreign_keys = ON", *statements):
                    connection.exec_driver_sql(str(statement))
        except DBAPIError:
            # Somebody has changed the file: the migrations know better.
            return False
        return True

    def keep(self, connection: Connection) -> None:
        """Keep what the migrations have just made of *connection*'s database, which was empty."""
        driver = connection.connection.driver_connection
        dumped: Iterable[str] = driver.iterdump()  # type: ignore[union-attr]  # sqlite3's connection
        statements = [statement for statement in dumped if statement not in _FRAME]
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Two programs may do this at once: each writes a file of its own, and the last to rename it wins with the same text.
        draft = self._file.with_suffix(f".{os.getpid()}-{id(connection)}")
        draft.write_text(json.dumps(statements), encoding="utf-8")
        draft.replace(self._file)
