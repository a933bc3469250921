"""`make soak`: after tens of thousands of logins, is everything where it was?"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.browser import Browser
from bench.figures import Figure
from bench.machine import open_files, pss_bytes
from bench.redis_memory import ends, keys, used
from bench.stacks import Bench, bench
from bench.walk import log_in
from doublure.testing.servers import RedisServer

__all__ = ["run"]

_PEOPLE = 4
#: A moment for what a server still does behind its last answer, in seconds.
_REST_S = 5


def run(folder: Path, given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """A thousand logins to warm up, a measure, the soak, a measure.

    What a login leaves in Redis ends by itself within half an hour. Instead of waiting for that, every key is asked when it ends:
    the keys that never do must not become more.
    """
    with RedisServer() as redis, bench(folder, "ours") as running:
        running.start("provider")
        running.start("ours", store=redis.url)
        running.start("relying-party")
        _log_in(running, 1000)
        _rest()
        before = _measured(running, redis)
        print(f"  … {given.logins} logins; before them {before}", flush=True)
        started = time.monotonic()
        done, series = 0, []
        while done < given.logins:
            part = min(given.logins // 10 or 1, given.logins - done)
            _log_in(running, part)
            done += part
            series.append({"logins": done, **_measured(running, redis)})
            print(f"  … {series[-1]}", flush=True)
        took = time.monotonic() - started
        _rest()
        after = _measured(running, redis)
    figures = [Figure(name="logins", value=given.logins, detail=f"{given.logins / took:.0f} per second")]
    figures += [
        Figure(name="memory of the hub (PSS), growth", value=after["pss_mb"] - before["pss_mb"], unit="MB", must=10, aim=5,
               detail=f"{before['pss_mb']:.1f} to {after['pss_mb']:.1f}"),
        Figure(name="open descriptors of the hub, growth", value=after["files"] - before["files"], must=4, aim=0,
               detail=f"{before['files']:.0f} to {after['files']:.0f}"),
        Figure(name="keys of Redis that never end, growth", value=after["endless"] - before["endless"], must=0, aim=0,
               detail=f"{before['endless']:.0f} to {after['endless']:.0f}, of {after['keys']:.0f}"),
        Figure(name="longest time to the end of any other key", value=after["longest_s"], unit="s", must=1900),
        Figure(name="connections of Redis, growth", value=after["connections"] - before["connections"], must=4, aim=0,
               detail=f"{before['connections']:.0f} to {after['connections']:.0f}"),
    ]
    return figures, {"before": before, "after": after, "series": series}


def _log_in(running: Bench, count: int) -> None:
    def walk(share: int) -> None:
        browser = Browser()
        for _ in range(share):
            log_in(browser, running.url("relying-party"), "ours")
        browser.close()

    shares = [count // _PEOPLE + (number < count % _PEOPLE) for number in range(_PEOPLE)]
    with ThreadPoolExecutor(_PEOPLE) as pool:
        list(pool.map(walk, shares))


def _rest() -> None:
    time.sleep(_REST_S)


def _measured(running: Bench, redis: RedisServer) -> dict[str, float]:
    pids = running.programs["ours"].pids
    clients = next(line for line in redis.ask("INFO", "clients").split(b"\r\n") if line.startswith(b"connected_clients"))
    endless, longest = ends(redis)
    return {"endless": endless, "longest_s": longest,
            "pss_mb": pss_bytes(pids) / 1e6, "files": open_files(pids), "keys": keys(redis), "redis_mb": used(redis) / 1e6,
            "connections": int(clients.partition(b":")[2])}
