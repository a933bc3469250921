"""Logins per second, and how long one takes: at saturation in a closed loop, at 70 % of it on a fixed schedule.

On a schedule a login's time counts from the moment it was due: a server that stalls cannot hide behind a client that waits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.browser import Browser
from bench.machine import stolen_seconds, stolen_share
from bench.stacks import Bench
from bench.walk import log_in

__all__ = ["Scheduled", "on_schedule", "one_at_a_time", "saturation"]


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Milliseconds of each login, and which part of the machine its host took meanwhile (0 to 1): that part waits in them."""

    times: list[float]
    stolen: float


def saturation(bench: Bench, hub: str, *, people: int = 6, seconds: float = 8.0) -> float:
    """Logins per second when *people* log in one after the other without pause, for *seconds*."""
    end = time.perf_counter() + seconds

    def walk(browser: Browser) -> int:
        done = 0
        while time.perf_counter() < end:
            log_in(browser, bench.url("relying-party"), hub)
            done += 1
        return done

    started = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        done = sum(pool.map(walk, [Browser() for _ in range(people)]))
    return done / (time.perf_counter() - started)


def one_at_a_time(bench: Bench, hub: str, count: int = 200) -> list[float]:
    """Milliseconds of *count* logins, one after the other."""
    browser = Browser()
    return [_timed(lambda: log_in(browser, bench.url("relying-party"), hub)) for _ in range(count)]


def on_schedule(bench: Bench, hub: str, per_second: float, count: int, *, people: int = 24) -> Scheduled:
    """*count* logins of which one is due every 1/*per_second* seconds, waited for by *people* browsers."""
    browsers = threading.local()
    stolen, started = stolen_seconds(), time.perf_counter()
    begin = time.perf_counter() + 0.2

    def due(number: int) -> float:
        intended = begin + number / per_second
        if (early := intended - time.perf_counter()) > 0:
            time.sleep(early)
        if not hasattr(browsers, "mine"):
            browsers.mine = Browser()
        log_in(browsers.mine, bench.url("relying-party"), hub)
        return (time.perf_counter() - intended) * 1000

    with ThreadPoolExecutor(people) as pool:
        times = list(pool.map(due, range(count)))
    return Scheduled(times, stolen_share(stolen, time.perf_counter() - started))


def _timed(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000
