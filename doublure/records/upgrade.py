"""Bring a schema up to date. Imported only when there is something to do: Alembic costs more than a start should."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util import CommandError
from sqlalchemy import Connection, text

from doublure.records.errors import SchemaError
from doublure.records.versions import Versions

__all__ = ["upgrade"]

#: Alembic binds `op` to one migration at a time for the whole process; two houses may start in one process.
_ALONE = threading.Lock()


def upgrade(connection: Connection, versions: Versions) -> None:
    """Run the scripts that *connection*'s database has not seen, in its transaction: all of them or none.

    Raises `SchemaError` when the database has seen a revision that *versions* does not know.
    """
    if connection.dialect.name == "postgresql":
        # Two processes that start together must not both create the tables; SQLite's own lock does the same.
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": versions.table})
    scripts = ScriptDirectory(versions.folder, version_locations=[versions.folder])

    def steps(current: tuple[str, ...], context: MigrationContext) -> Iterable[MigrationStep]:
        missing = list(scripts.iterate_revisions(versions.head, current, implicit_base=True))
        return [MigrationStep.upgrade_from_script(scripts.revision_map, script) for script in reversed(missing)]

    options: dict[str, Any] = {"version_table": versions.table, "fn": steps}
    context = MigrationContext.configure(connection, opts=options)
    try:
        with _ALONE, Operations.context(context):
            context.run_migrations()
    except (CommandError, ResolutionError) as unknown:
        raise SchemaError(f"The database has a revision that this program ({versions.head}) does not know: it was last used by "
                          "a newer version. Use that one, or another database.") from unknown
