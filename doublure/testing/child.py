"""A server as a child process: a free loopback port, a folder of its own, ended by its own handle."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["Server", "ServerMissing", "free_port"]


class ServerMissing(Exception):  # noqa: N818 - it names what happened, like the other refusals
    """A server that the tests need is not installed; the text says which package has it."""


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server(ABC):
    """A child process with a folder of its own. `stop` and `start` may be called again and again; the port stays."""

    patience_s = 20.0

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="doublure-server-"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._prepare()
            self._start_somewhere()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server and return when it answers."""
        log = (self.folder / "log").open("ab")
        with log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line, no shell
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, **self._owner())
        deadline = time.monotonic() + self.patience_s
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
                raise RuntimeError(f"{type(self).__name__} did not start on port {self.port}:\n{said}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End the server, at once: its data are not worth a farewell."""
        if self._process is not None:
            self._process.send_signal(self._farewell)
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _start_somewhere(self) -> None:
        try:
            self.start()
        except RuntimeError:
            # Somebody may have taken the port since it was found free.
            self.port = free_port()
            self.start()

    @property
    def _farewell(self) -> int:
        return signal.SIGTERM

    def _prepare(self) -> None:
        """What must be done once before the first start."""
        return

    def _owner(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def _command(self) -> Sequence[str | Path]: ...

    @abstractmethod
    def _answers(self) -> bool:
        """Whether this very child answers, and not a neighbour on the same port."""
