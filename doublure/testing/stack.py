"""A running simulator for tests: a child process on free ports with a state folder of its own."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

import doublure
from doublure.dialling import Dialler
from doublure.testing.control import ControlApi, Reply

__all__ = ["ControlApi", "Reply", "Stack", "StackDidNotStart"]

_START_S = 60
_STOP_S = 30


class StackDidNotStart(Exception):  # noqa: N818 - it names what happened
    """The child ended, or said nothing for a minute; the text holds its error output."""


class Stack:
    """`with Stack() as stack:` starts everything; `Stack(only=("hub", "impots"))` a part.

    *arguments* are passed to `doublure up` (with `--tls`, `authorities` is the file to believe), *environment* is added to the
    child's, *config* is the configuration's folder. The child runs with `-P`: modules of the current folder cannot take the
    place of ours.
    """

    def __init__(self, *, only: Sequence[str] = (), arguments: Sequence[str] = (), config: Path | None = None,
                 state: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._own_state = None if state else tempfile.TemporaryDirectory(prefix="doublure-state-")
        self.state = state or Path(self._own_state.name if self._own_state else "")
        self._command = [sys.executable, "-P", "-m", "simulator", "up", "--base-port", "0", "--json", *arguments]
        if only:
            self._command += ["--only", ",".join(only)]
        self._environment = {**os.environ, "PYTHONPATH": str(Path(doublure.__file__).parent.parent), "PYTHONUNBUFFERED": "1",
                             "DOUBLURE_STATE": str(self.state), **({"DOUBLURE_CONFIG": str(config)} if config else {}),
                             **(environment or {})}
        self._child: subprocess.Popen[bytes] | None = None
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the child writes to it
        self._status, self._said = 0, ""
        self._listener: threading.Thread | None = None
        self.applications: dict[str, dict[str, str]] = {}
        self.authorities: Path | None = None

    def start(self) -> Stack:
        """Start the child and return when every application answers. Raises `StackDidNotStart`."""
        self._child = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=self._errors,  # noqa: S603 - our own
                                       env=self._environment)
        line = self._first_line(self._child)
        if not line:
            self.stop()
            raise StackDidNotStart(self.errors() or "The simulator said nothing.")
        announced = json.loads(line)
        self.applications = announced["applications"]
        self.authorities = Path(announced["authorities"]) if announced["authorities"] else None
        for slug in self.applications:
            reply = self.get(slug, "/readyz")
            if reply.status != 200:
                self.stop()
                raise StackDidNotStart(f"{slug} is not ready: {reply.text}")
        return self

    def stop(self) -> int:
        """SIGTERM, and the status the child ended with. Doing it twice is as good as once."""
        child, self._child = self._child, None
        if child is None:
            return self._status
        child.terminate()
        try:
            child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if self._listener:
            self._listener.join(_STOP_S)
        self._status, self._said = child.returncode, self.errors()
        self._errors.close()
        if self._own_state:
            self._own_state.cleanup()
        return self._status

    def public(self, slug: str) -> str:
        """The origin browsers see."""
        return self.applications[slug]["public"]

    def internal(self, slug: str) -> str:
        """The origin the back channel connects to."""
        return self.applications[slug]["internal"]

    @property
    def api(self) -> ControlApi:
        """The control API of this stack."""
        return ControlApi(self.internal("console"), self.public("console"), authorities=self.authorities)

    def get(self, slug: str, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """GET *path* of an application, redirects not followed."""
        host = self.public(slug).partition("//")[2]
        dialler = Dialler(self.authorities)
        reply = dialler.request("GET", self.internal(slug) + path, headers={"host": host, **(headers or {})}, timeout=15)
        return Reply(reply.status, dict(reply.headers.items()), reply.data)

    def errors(self) -> str:
        """What the child has written to its error output."""
        if self._errors.closed:
            return self._said
        self._errors.seek(0)
        return self._errors.read().decode(errors="replace")

    def _first_line(self, child: subprocess.Popen[bytes]) -> bytes:
        # A reader of its own: a child that hangs before its first line must not hang the tests, and one that goes on
        # talking must not wait for somebody to listen.
        first: queue.SimpleQueue[bytes] = queue.SimpleQueue()

        def listen(output: IO[bytes]) -> None:
            with output:
                first.put(output.readline())
                for _ in output:
                    pass

        self._listener = threading.Thread(target=listen, args=(child.stdout,), daemon=True)
        self._listener.start()
        try:
            return first.get(timeout=_START_S)
        except queue.Empty:
            return b""

    def __enter__(self) -> Stack:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
