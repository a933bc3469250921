"""Which schema the program expects, read from its migration scripts without running them and without Alembic."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from doublure.records.errors import SchemaError

__all__ = ["Versions", "read_versions"]


@dataclass(frozen=True, slots=True)
class Versions:
    """The scripts of one house: their folder, their newest revision, and the table that says which the database has.

    Every house has a table of its own, so that two may share a database.
    """

    folder: Path
    head: str
    table: str


def read_versions(migrations: str) -> Versions:
    """The scripts of the dotted package *migrations*, which has a folder `versions/`. Raises `SchemaError`."""
    found = find_spec(migrations)
    places = list(found.submodule_search_locations or ()) if found else []
    folder = Path(places[0]) / "versions" if places else None
    if folder is None or not folder.is_dir():
        raise SchemaError(f"“{migrations}” is not a package with a folder versions/.")
    parents: dict[str, object] = {}
    for script in sorted(folder.glob("*.py")):
        written = _assigned(script)
        if "revision" in written:
            parents[str(written["revision"])] = written.get("down_revision")
    replaced = {str(parent) for value in parents.values() for parent in (value if isinstance(value, tuple) else (value,))}
    heads = sorted(set(parents) - replaced)
    if len(heads) != 1:
        raise SchemaError(f"“{migrations}” has {len(heads)} newest revisions ({', '.join(heads)}) instead of one.")
    return Versions(folder, heads[0], f"schema_{migrations.replace('.', '_')}")


def _assigned(script: Path) -> dict[str, object]:
    """The literals assigned to names at the top of *script*."""
    written: dict[str, object] = {}
    for node in ast.parse(script.read_text(encoding="utf-8"), str(script)).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if targets and isinstance(targets[0], ast.Name) and targets[0].id in {"revision", "down_revision"}:
            written[targets[0].id] = ast.literal_eval(node.value)  # type: ignore[attr-defined]  # both kinds of node have one
    return written
