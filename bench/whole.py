"""The whole of `make run`: how soon everything is ready, and how much memory it takes after a thousand logins."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import pss_bytes, tree
from bench.stacks import ROOT

__all__ = ["Whole", "everything", "seconds_to_ready"]


@dataclass(frozen=True, slots=True)
class Whole:
    """The running process and the public origin of each application."""

    process: subprocess.Popen[bytes]
    origins: dict[str, str]
    ready_s: float

    def pss_mb(self) -> float:
        """Proportional set size in MB."""
        return pss_bytes(tree(self.process.pid)) / 1e6

    def register(self, document: dict[str, Any]) -> None:
        """Register a relying party through the control API."""
        request = urllib.request.Request(
            f"{self.origins['console']}/api/clients", json.dumps(document).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            answer.read()


@contextlib.contextmanager
def everything(state: Path) -> Iterator[Whole]:
    """Start everything on free ports and wait until each application says that it is ready."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DOUBLURE_")}
    command = [sys.executable, "-P", "-m", "simulator", "up", "--base-port", "0", "--json"]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment | {"DOUBLURE_STATE": str(state)}, stdout=subprocess.PIPE,
                               start_new_session=True)
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        origins = {slug: each["public"] for slug, each in told["applications"].items()}
        for origin in origins.values():
            _ready(origin)
        yield Whole(process, origins, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def seconds_to_ready(state: Path, times: int = 5) -> list[float]:
    """From the command to the last application's `ready`, *times* times, after a first start that made the keys."""
    with everything(state):
        pass
    found = []
    for _ in range(times):
        with everything(state) as whole:
            found.append(whole.ready_s)
    return found


def _ready(origin: str) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{origin}/readyz", timeout=2):
            return
        time.sleep(0.01)
    raise TimeoutError(f"{origin} is not ready")
