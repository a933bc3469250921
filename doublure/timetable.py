"""Whose time differs, and by how much: everybody's, that of a run, of a relying party, of one journey.

The broadest comes first and each narrower one adds to it; a time that was *set* replaces what the broader ones add.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from doublure.clock import Clock, Shift
from doublure.journal import Thread
from doublure.storage.control import ControlStore

__all__ = ["EVERYBODY", "Entry", "Scope", "Timetable"]

_TABLE = "clock"
#: How long a process uses its copy of a table that others may change, in seconds: no request has to wait for the store.
_LEASE_S = 0.25


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose time: `kind` is `everybody`, `run`, `client` or `trace`, `name` which one."""

    kind: str
    name: str = ""

    @property
    def key(self) -> str:
        """Where its entry is kept."""
        return f"{self.kind}/{self.name}"


EVERYBODY = Scope("everybody")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is added, in seconds. `alone` when a time was set: what broader scopes add then does not count."""

    offset: int = 0
    age: int = 0
    alone: bool = False


class Timetable:
    """The entries in *control*. With none of them, asking costs one look at an empty table; *machine* is the time they shift."""

    def __init__(self, control: ControlStore, machine: Clock) -> None:
        self._control = control
        self._machine = machine
        self._lock = threading.Lock()
        self._raw: Mapping[str, bytes] = {}
        self._entries: Mapping[str, Entry] = {}
        self._good_until = 0.0

    def entries(self) -> Mapping[str, Entry]:
        """Every entry by the key of its scope."""
        if self._control.shared and time.monotonic() < self._good_until:
            return self._entries
        raw = self._control.all(_TABLE)
        with self._lock:
            if raw != self._raw:
                self._raw, self._entries = raw, {key: Entry(**json.loads(value)) for key, value in raw.items()}
            if self._control.shared:
                self._good_until = time.monotonic() + _LEASE_S
            return self._entries

    def everybody(self) -> Shift:
        """What is added to everybody's time."""
        entry = self.entries().get(EVERYBODY.key)
        return Shift(entry.offset, entry.age) if entry else Shift()

    def shift_of(self, thread: Thread) -> Shift:
        """What is added for the journey of *thread*."""
        entries, offset, age = self.entries(), 0, 0
        for scope in (EVERYBODY, Scope("client", thread.client or ""), Scope("run", thread.run or ""),
                      Scope("trace", thread.trace)):
            entry = entries.get(scope.key)
            if entry is not None:
                offset = entry.offset if entry.alone else offset + entry.offset
                age += entry.age
        return Shift(offset, age)

    def advance(self, scope: Scope, seconds: int) -> Entry:
        """Move the time of *scope* by *seconds*."""
        entry = self._entry(scope)
        return self._keep(scope, replace(entry, offset=entry.offset + seconds))

    def set(self, scope: Scope, moment: int) -> Entry:
        """Let it be *moment* (seconds since the epoch) for *scope*; time goes on from there."""
        return self._keep(scope, replace(self._entry(scope), offset=moment - self._machine.now(), alone=True))

    def age(self, scope: Scope, seconds: int) -> Entry:
        """Make what is stored for *scope* older by *seconds*."""
        entry = self._entry(scope)
        return self._keep(scope, replace(entry, age=entry.age + seconds))

    def reset(self, scope: Scope) -> None:
        """Back to the machine's time; for everybody, whoever's time differs."""
        if scope == EVERYBODY:
            self._control.clear(_TABLE)
        else:
            self._control.remove(_TABLE, scope.key)
        self._wait()

    def now(self, entry: Entry) -> int:
        """The time that *entry* alone makes."""
        return self._machine.now() + entry.offset

    def _entry(self, scope: Scope) -> Entry:
        raw = self._control.get(_TABLE, scope.key)
        return Entry(**json.loads(raw)) if raw else Entry()

    def _keep(self, scope: Scope, entry: Entry) -> Entry:
        self._control.set(_TABLE, scope.key, json.dumps(asdict(entry)).encode())
        self._wait()
        return entry

    def _wait(self) -> None:
        # Every process has read anew by then: the change is everywhere when the caller is answered.
        if self._control.shared:
            time.sleep(_LEASE_S)
        self._good_until = 0.0
