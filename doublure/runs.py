"""Runs: test suites that share a simulator and never meet. A run owns rules, relying parties, an issuer path, its own time."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from pydantic import TypeAdapter

from doublure.secret import Secret
from doublure.storage.control import ControlStore

__all__ = ["RUN", "Run", "Runs"]

_TABLE = "runs"
_CALL = re.compile(r"/api/runs/([^/]+)(?:/|$)")
#: What a run may be called: it stands in addresses and cookie names.
RUN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. `token` gives access to what belongs to it; `autopilot` is how its journeys log in unless a rule says otherwise.

    `made_at` is in seconds since the epoch.
    """

    run: str
    token: str
    made_at: int
    autopilot: str | None = None

    def admits(self, token: str) -> bool:
        """Whether *token* is its own, compared in constant time."""
        return Secret(self.token).matches(token)


_ADAPTER = TypeAdapter(Run)


class Runs:
    """The runs in *control*."""

    def __init__(self, control: ControlStore) -> None:
        self._control = control

    def keep(self, run: Run) -> None:
        """Begin *run*."""
        self._control.set(_TABLE, run.run, _ADAPTER.dump_json(run))

    def find(self, name: str | None) -> Run | None:
        """The run called *name*."""
        raw = self._control.get(_TABLE, name) if name and RUN.fullmatch(name) else None
        return None if raw is None else _ADAPTER.validate_json(raw)

    def all(self) -> list[Run]:
        """Every run, oldest first."""
        found = [_ADAPTER.validate_python(json.loads(raw)) for raw in self._control.all(_TABLE).values()]
        return sorted(found, key=lambda run: (run.made_at, run.run))

    def admits(self, path: str, token: str) -> bool:
        """Whether *token* opens *path* because that belongs to its run."""
        found = _CALL.match(path)
        run = self.find(found[1]) if found else None
        return run is not None and run.admits(token)

    def end(self, name: str) -> bool:
        """Forget a run; whether there was one."""
        return self._control.remove(_TABLE, name)
