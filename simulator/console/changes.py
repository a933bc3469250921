"""Which configuration files were edited since the start and are not read again by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

__all__ = ["Changes"]

#: The census reads these again at the next login.
_READ_AGAIN = ("personas.toml", "personas.csv")


class Changes:
    """Calling it names the files of *folder* that differ from what they were when this was made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._then = dict(self._stamps())

    def __call__(self) -> list[Path]:
        """Edited, added and removed files."""
        now = dict(self._stamps())
        return sorted(path for path in now.keys() | self._then.keys() if now.get(path) != self._then.get(path))

    def _stamps(self) -> Iterator[tuple[Path, int]]:
        for path in self._folder.rglob("*.toml"):
            if path.name not in _READ_AGAIN:
                yield path, path.stat().st_mtime_ns
