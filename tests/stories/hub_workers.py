"""The hub as a production server runs it: Granian, two worker processes, one Redis between them."""

from __future__ import annotations

import secrets
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

import doublure
from doublure.addresses import OFFSETS, AddressBook
from doublure.testing.child import Server
from doublure.testing.servers import RedisServer
from simulator.launcher import Plan, launch
from tests.stories.federation import CONFIG, THE_SIX, Federation

WORKERS = 2


class HubServer(Server):
    """Granian with the hub on *port*, told by the environment as in a container."""

    def __init__(self, port: int, redis: str, addresses: str) -> None:
        super().__init__()
        self.port = port
        self._redis, self._addresses = redis, addresses

    @property
    def workers(self) -> list[int]:
        """The process identifiers of its workers."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task").glob("*/children")
        return [int(child) for path in children for child in path.read_text().split()]

    def _prepare(self) -> None:
        (self.folder / "addresses.toml").write_text(self._addresses, encoding="utf-8")

    def _command(self) -> Sequence[str | Path]:
        return [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--factory", "--host", "127.0.0.1",
                "--port", str(self.port), "--workers", str(WORKERS), "--blocking-threads", "8", "--no-ws",
                "broker.app:from_environment"]

    def _owner(self) -> dict[str, Any]:
        return {"env": {
            "PATH": "", "PYTHONPATH": str(Path(doublure.__file__).parent.parent), "DOUBLURE_CONFIG": str(CONFIG),
            "DOUBLURE_STATE": str(self.folder), "DOUBLURE_ADDRESSES": str(self.folder / "addresses.toml"),
            "DOUBLURE_STORE": self._redis, "DOUBLURE_JOURNAL": "control",
        }}

    def _answers(self) -> bool:
        try:
            ready = urllib3.request("GET", f"http://127.0.0.1:{self.port}/readyz", headers={"host": f"localhost:{self.port}"},
                                    retries=False, timeout=2)
        except urllib3.exceptions.HTTPError:
            return False
        return ready.status == 200 and len(self.workers) >= WORKERS


@dataclass(frozen=True, slots=True)
class WithWorkers:
    """The federation, and its hub's server."""

    federation: Federation
    hub: HubServer


@contextmanager
def federation_with_hub_workers(state: Path) -> Iterator[WithWorkers]:
    """Everything on one Redis: the hub's workers as processes, the other applications in this one."""
    base = _free_base()
    addresses = "\n".join(f'[{slug}]\npublic = "{AddressBook.local(base).public(slug)}"\n'
                          f'internal = "{AddressBook.local(base).internal(slug)}"' for slug in OFFSETS)
    with RedisServer() as redis:
        wanted = ("moncompteformation", *THE_SIX, "registry")
        others = launch(Plan(config=CONFIG, state=state, base_port=base, only=wanted, store=redis.url))
        try:
            with HubServer(base, redis.url, addresses) as hub:
                yield WithWorkers(Federation(others, state), hub)
        finally:
            others.stop()


def _free_base() -> int:
    """A base port from which every application's port is free at this moment."""
    while True:
        base = 20_000 + 50 * secrets.randbelow(240)
        with_all = [socket.socket() for _ in OFFSETS]
        try:
            for probe, offset in zip(with_all, OFFSETS.values(), strict=True):
                probe.bind(("127.0.0.1", base + offset))
        except OSError:
            continue
        finally:
            for probe in with_all:
                probe.close()
        return base


