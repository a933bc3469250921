"""A set of identity providers other than the six: files of `config/sets/<name>` laid over the configuration."""

from __future__ import annotations

import shutil
from pathlib import Path

from doublure.settings import SettingsError

__all__ = ["with_set"]

_SETS = "sets"


def with_set(config: Path, name: str | None, state: Path) -> Path:
    """The folder *config*, or one below *state* that shows its files with those of the set *name* in place of their namesakes.

    The files are linked, so that a person goes on editing her own. Raises `SettingsError` for a set that does not exist.
    """
    if name is None:
        return config
    sets = sorted(folder.name for folder in (config / _SETS).glob("*") if folder.is_dir())
    if name not in sets:
        there = f"there are {', '.join(sets)}" if sets else f"{config / _SETS} holds none"
        raise SettingsError(f"no set of identity providers is called '{name}'; {there}")
    laid = state / _SETS / name
    shutil.rmtree(laid, ignore_errors=True)
    laid.mkdir(parents=True, mode=0o700)
    for source in (config, config / _SETS / name):
        for file in sorted(source.rglob("*")):
            target = laid / file.relative_to(source)
            if file.is_dir() or (source == config and file.is_relative_to(config / _SETS)):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.symlink_to(file.resolve())
    return laid
