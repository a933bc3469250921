"""From a TOML file to a frozen value: strict about keys, and clear about what to do when something is wrong.

Every `SettingsError` names file, table and key. Environment variables `DOUBLURE_<TABLE>__<KEY>` replace single values;
a variable whose key the table does not know belongs to another table of the same name and is left to it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from doublure.faults import SettingsError, explained
from doublure.overrides import replaced
from doublure.secret import RESOLVE, Secret

__all__ = [
    "Secret", "Settings", "SettingsError", "config_folder", "load", "load_all", "load_file", "read", "state_folder",
]

M = TypeVar("M", bound=BaseModel)

#: A table before it is judged → the same table, prepared.
Prepare = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class Settings(BaseModel):
    """Base of everything read from configuration: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def load(model: type[M], path: Path, *, table: str | None = None, overrides: Mapping[str, str] | None = None) -> M:
    """The file *path*, or its top-level *table*, as a *model*. Raises `SettingsError`.

    *overrides* is the environment (default: the process's); the whole file answers to the name of the file.
    """
    document = read(path)
    if table is not None:
        if not isinstance(document.get(table), dict):
            known = ", ".join(document) or "none"
            raise SettingsError(f"{path}: there is no table [{table}]; add it (tables there are: {known})")
        document = document[table]
    return _made(model, document, path, table, os.environ if overrides is None else overrides)


def load_file(
    model: type[M], path: Path, *, overrides: Mapping[str, str] | None = None, prepare: Prepare | None = None,
) -> dict[str, M]:
    """Each top-level table of the file *path* as a *model*, by table name in file order. Raises `SettingsError`.

    *prepare* is applied to a table before it is judged: to resolve the names of applications, for example. Its
    `ValueError` is a sentence about the table.
    """
    variables = os.environ if overrides is None else overrides
    entries = {}
    for name, table in read(path).items():
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: key '{name}' stands outside any table; put it under a [table]")
        entries[name] = _made(model, table, path, name, variables, prepare)
    return entries


def load_all(
    model: type[M], folder: Path, *, overrides: Mapping[str, str] | None = None, prepare: Prepare | None = None,
) -> dict[str, M]:
    """Each top-level table of each `*.toml` in *folder*: files by name, tables in file order. Raises `SettingsError`."""
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder; create it, or point DOUBLURE_CONFIG elsewhere")
    entries: dict[str, M] = {}
    origin: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, entry in load_file(model, path, overrides=overrides, prepare=prepare).items():
            if name in entries:
                raise SettingsError(f"{path}: table [{name}] stands in {origin[name]} already; rename or remove one")
            entries[name], origin[name] = entry, path
    return entries


def read(path: Path) -> dict[str, Any]:
    """The TOML document in *path*. Raises `SettingsError` when it is absent or cannot be parsed."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such file; create it, or point DOUBLURE_CONFIG elsewhere") from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); correct its permissions") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not TOML in UTF-8: {error}; correct it there") from None


def config_folder() -> Path:
    """`DOUBLURE_CONFIG`, else the `config` folder beside the packages.

    Never the current folder's: a user's own project may well have a `config` that is none of our business.
    """
    chosen = os.environ.get("DOUBLURE_CONFIG")
    folder = Path(chosen) if chosen else Path(__file__).resolve().parent.parent / "config"
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder; set DOUBLURE_CONFIG to the configuration's folder")
    return folder


def state_folder(config: Path) -> Path:
    """`DOUBLURE_STATE`, else `.doublure` beside *config*, else (installed packages) the user's data folder.

    The folder is not created here.
    """
    chosen = os.environ.get("DOUBLURE_STATE")
    if chosen:
        return Path(chosen)
    if {"site-packages", "dist-packages"} & set(config.resolve().parts):
        return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "doublure"
    return config.resolve().parent / ".doublure"


def _made(
    model: type[M], document: Mapping[str, Any], path: Path, table: str | None, variables: Mapping[str, str],
    prepare: Prepare | None = None,
) -> M:
    chosen: Mapping[str, Any] = replaced(model, document, table or path.stem, variables)
    try:
        return model.model_validate(prepare(chosen) if prepare else chosen, context={RESOLVE: str(path.parent)})
    except ValidationError as error:
        raise SettingsError(explained(error, model, path, table)) from None
    except ValueError as error:
        raise SettingsError(f"{path}, [{table}]: {error}; correct it there") from None
