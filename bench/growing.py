"""`make growth`: does a login cost more when much is stored, or many relying parties are registered?"""

from __future__ import annotations

import argparse
import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.bursts import alternate
from bench.figures import Figure, ratio, spread
from bench.stacks import Bench, bench
from doublure.clock import SystemClock
from doublure.storage import open_control, open_store
from doublure.storage.interface import Key, Put
from doublure.testing.servers import RedisServer

__all__ = ["run"]

#: About what a session with a finished login holds, in octets.
_SESSION = 640
_BATCH = 1000


def run(folder: Path, given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """Two hubs, each on a Redis of its own, take turns: one with little in it, one with much."""
    figures, details = [], {}
    with _two_hubs(folder / "sessions") as (running, small, large):
        _fill_sessions(small.url, 1_000)
        _fill_sessions(large.url, 1_000_000)
        measured = alternate(running, ("small", "large"), rounds=given.rounds, warm=100)
        details["sessions"] = measured.cpu
        figures += _compared("CPU per login, 1 000 000 stored sessions ÷ 1 000", measured.cpu, 1.15, 1.05)
    with _two_hubs(folder / "clients") as (running, small, large):
        _fill_clients(small.url, 1_000)
        _fill_clients(large.url, 100_000)
        measured = alternate(running, ("small", "large"), rounds=given.rounds, warm=100)
        details["clients"] = measured.cpu
        figures += _compared("CPU per login, 100 000 registered relying parties ÷ 1 000", measured.cpu, 1.10, 1.03)
    return figures, details


@contextmanager
def _two_hubs(folder: Path) -> Iterator[tuple[Bench, RedisServer, RedisServer]]:
    folder.mkdir()
    with ExitStack() as stack:
        small, large = (stack.enter_context(RedisServer()) for _ in range(2))
        running = stack.enter_context(bench(folder, "small", "large"))
        running.start("provider")
        running.start("small", store=small.url)
        running.start("large", store=large.url)
        running.start("relying-party")
        yield running, small, large


def _fill_sessions(url: str, count: int) -> None:
    print(f"  … {count} sessions", flush=True)
    clock = SystemClock()
    store, end, value = open_store(url, clock=clock), clock.now() + 7200, b'{"filler":"' + b"x" * (_SESSION - 13) + b'"}'
    for start in range(0, count, _BATCH):
        store.batch(*(Put(Key("franceconnect-session", secrets.token_urlsafe(32)), value, end)
                      for _ in range(min(_BATCH, count - start))))


def _fill_clients(url: str, count: int) -> None:
    print(f"  … {count} relying parties", flush=True)
    control = open_control(url, clock=SystemClock())
    document = {"platform": "franceconnect", "client_secret": "s" * 64, "client_name": "filler",
                "redirect_uris": ["http://localhost:1/callback"], "scope": "openid", "entityId": "e" * 48}
    for _ in range(count):
        client_id = secrets.token_hex(32)
        control.set("clients", f"franceconnect/{client_id}", json.dumps({**document, "client_id": client_id}).encode())


def _compared(name: str, cpu: dict[str, dict[str, list[float]]], must: float, aim: float) -> list[Figure]:
    small, large = cpu["small"]["small"], cpu["large"]["large"]
    return [ratio(name, large, small, must=must, aim=aim),
            Figure(name=f"{name.partition(',')[0]} with little", value=median(small), unit="ms", detail=spread(small))]
