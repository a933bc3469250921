"""Who lives here now: the people of the file with those changed through the control API on top."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from doublure.birth import french_date
from doublure.clock import Clock
from doublure.persona_files import entries
from doublure.personas import People, Persona, load_people, persona_from
from doublure.storage.control import ControlStore

__all__ = ["Census", "people_file", "today"]

_TABLE = "personas"


def today(clock: Clock) -> date:
    """The day it is in France, from which ages and relative birth dates are counted."""
    return french_date(clock.now())


def people_file(config: Path) -> Path:
    """`personas.toml` in *config*, or the `personas.csv` that stands in its place."""
    csv = config / "personas.csv"
    return csv if csv.exists() and not (config / "personas.toml").exists() else config / "personas.toml"


class Census:
    """Calling it gives the current `People`.

    The answer is kept until the file, the day or an edit changes, so that a call costs one `stat` and one table.
    """

    def __init__(self, config: Path, control: ControlStore, clock: Clock) -> None:
        self._config = config
        self._control = control
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: tuple[Any, ...] = ()
        self._people = People(())

    def __call__(self) -> People:
        """Everybody. Raises `SettingsError` when the file cannot be used."""
        path = people_file(self._config)
        edits = self._control.all(_TABLE)
        day = today(self._clock)
        seen = (path, path.stat().st_mtime_ns if path.exists() else 0, day, edits)
        with self._lock:
            if seen != self._seen:
                people = load_people(path, today=day)
                for edit in edits.values():
                    people = people.replace(persona_from(json.loads(edit), day))
                self._people, self._seen = people, seen
            return self._people

    def put(self, login: str, entry: Mapping[str, Any]) -> Persona:
        """Create or replace the person *login*; relative dates stay relative. Raises pydantic's `ValidationError`."""
        edit = {**entry, "login": login}
        persona = persona_from(edit, today(self._clock))
        self._control.set(_TABLE, login, json.dumps(edit, ensure_ascii=False).encode())
        return persona

    def entry(self, login: str) -> dict[str, Any] | None:
        """The fields of the person *login* as somebody wrote them: a date that moves with the day still does."""
        edit = self._control.get(_TABLE, login)
        if edit is not None:
            written: dict[str, Any] = json.loads(edit)
            return written
        return next((entry for _, entry in entries(people_file(self._config)) if entry.get("login") == login), None)

    def forget_edits(self) -> None:
        """Back to the file."""
        self._control.clear(_TABLE)
