"""`make bench`: the hub beside the floor and the peer, in time, memory and growth with workers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.browser import Browser
from bench.bursts import alternate
from bench.figures import Figure, percentile, ratio, spread
from bench.latency import on_schedule, one_at_a_time, saturation
from bench.redis_memory import per_ten_thousand
from bench.scaling import in_turn
from bench.stacks import Bench, bench
from bench.walk import log_in
from bench.whole import everything, seconds_to_ready
from doublure.testing.servers import RedisServer

__all__ = ["run"]

_PARTS = ("cpu", "latency", "start", "redis", "workers")

#: Each with a saturation and a schedule of its own.
_LATENCY_ROUNDS = 10
#: Part of the machine below which its host is as good as quiet.
_QUIET = 0.02


def run(folder: Path, given: argparse.Namespace) -> tuple[list[Figure], dict[str, Any]]:
    """Every part, or those that `--only` names."""
    wanted = given.only.split(",") if given.only else _PARTS
    figures: list[Figure] = []
    details: dict[str, Any] = {}
    if "cpu" in wanted or "latency" in wanted:
        with _stacks(folder / "one", "ours", "floor", "peer") as running:
            if "cpu" in wanted:
                figures += _cpu(running, given.rounds, details)
            if "latency" in wanted:
                figures += _latency(running, details)
    if "start" in wanted:
        figures += _whole(folder / "whole")
    if "redis" in wanted:
        figures += _redis(folder / "redis", details)
    if "workers" in wanted:
        figures += _workers(folder / "workers", details)
    return figures, details


@contextmanager
def _stacks(folder: Path, *hubs: str) -> Iterator[Bench]:
    folder.mkdir()
    with bench(folder, *hubs) as running:
        for name in ("provider", *hubs, "relying-party"):
            _say(f"starting {name}")
            running.start(name)
        yield running


def _cpu(running: Bench, rounds: int, details: dict[str, Any]) -> list[Figure]:
    _say(f"CPU per login, {rounds} alternations of 50 logins at each of three hubs")
    hubs = ("ours", "floor", "peer")
    measured = alternate(running, hubs, rounds=rounds)
    details["cpu_ms_per_login"] = measured.cpu
    details["rounds_disturbed"] = f"{measured.disturbed} of {measured.rounds}"
    own, floor, peer = (measured.of(hub) for hub in hubs)
    return [
        ratio("peer ÷ our hub, CPU per login, ES256, memory", peer, own, better="higher", must=2.5, aim=5),
        ratio("our hub ÷ floor, CPU per login", own, floor, must=4, aim=2),
        *(Figure(name=f"CPU per login, {hub}", value=median(measured.of(hub)), unit="ms", detail=spread(measured.of(hub)))
          for hub in hubs),
        *(Figure(name=f"CPU per login beside our hub, {name}", value=median(measured.of("ours", name)), unit="ms",
                 detail=spread(measured.of("ours", name))) for name in ("provider", "relying-party")),
        Figure(name="rounds in which others used more than 10 % of the machine", value=measured.disturbed,
               detail=f"of {measured.rounds}"),
    ]


def _latency(running: Bench, details: dict[str, Any]) -> list[Figure]:
    _say(f"{_LATENCY_ROUNDS} times: logins per second at saturation, then 400 logins on a schedule at 70 % of it")
    alone = one_at_a_time(running, "ours")
    most, done = [], []
    # The saturation of a minute ago is another machine's where others use the same host: each schedule has its own.
    for _ in range(_LATENCY_ROUNDS):
        most.append(saturation(running, "ours", seconds=4.0))
        done.append(on_schedule(running, "ours", 0.7 * most[-1], 400))
    details["latency_ms"] = {"saturation": most, "alone_p50": percentile(alone, 0.5), "alone_p99": percentile(alone, 0.99),
                             "stolen": [each.stolen for each in done],
                             **{f"p{part}": [percentile(each.times, part / 100) for each in done] for part in (50, 90, 99, 100)}}
    middle, tail = ([percentile(each.times, share) for each in done] for share in (0.5, 0.99))
    stolen = [100 * each.stolen for each in done]
    quiet = [late for late, each in zip(tail, done, strict=True) if each.stolen < _QUIET]
    figures = [
        Figure(name="logins per second, every server and the driver on this machine", value=median(most), better="higher",
               detail=spread(most)),
        Figure(name="p50 of a login at 70 % of that", value=median(middle), unit="ms", detail=spread(middle)),
        Figure(name="p99 of a login at 70 % of that", value=median(tail), unit="ms", must=60, aim=30, detail=spread(tail)),
        Figure(name="part of the machine that its host took meanwhile", value=median(stolen), unit="%", detail=spread(stolen)),
        Figure(name="p50 of a login alone", value=percentile(alone, 0.5), unit="ms", detail=f"n={len(alone)}"),
        Figure(name="p99 of a login alone", value=percentile(alone, 0.99), unit="ms", detail=f"n={len(alone)}"),
    ]
    if quiet:
        name = f"p99 of schedules of which the host took less than {_QUIET:.0%}"
        figures.append(Figure(name=name, value=median(quiet), unit="ms", detail=spread(quiet)))
    return figures


def _whole(folder: Path) -> list[Figure]:
    _say("everything in one process: start, then 1 000 logins")
    folder.mkdir()
    starts = seconds_to_ready(folder / "state")
    with everything(folder / "state") as whole, bench(folder, "floor") as running:
        idle = whole.pss_mb()
        running.ports["hub"] = int(whole.origins["hub"].rpartition(":")[2])
        whole.register(running.registration("hub"))
        running.start("relying-party")
        browser = Browser()
        for _ in range(1000):
            log_in(browser, running.url("relying-party"), "hub")
        loaded = whole.pss_mb()
    return [
        Figure(name="everything ready after", value=median(starts), unit="s", must=2.5, aim=1.2, detail=spread(starts)),
        Figure(name="memory (PSS) of that process after 1 000 logins", value=loaded, unit="MB", must=150, aim=100,
               detail=f"{idle:.0f} MB before them"),
    ]


def _redis(folder: Path, details: dict[str, Any]) -> list[Figure]:
    _say("the hub on Redis: CPU of both, memory of logins under way")
    folder.mkdir()
    with RedisServer() as redis, bench(folder, "ours") as running:
        running.start("provider")
        running.start("ours", store=redis.url)
        running.start("relying-party")
        running.adopt("redis", redis.port)
        measured = alternate(running, ["ours"], rounds=10, watched=("redis",), warm=60)
        details["redis_cpu_ms_per_login"] = measured.cpu
        memory = per_ten_thousand(running, redis, "ours")
    return [
        Figure(name="Redis memory per 10 000 logins under way", value=memory, unit="MB", must=25, aim=12),
        *(Figure(name=f"CPU per login on Redis, {name}", value=median(measured.of("ours", name)), unit="ms",
                 detail=spread(measured.of("ours", name))) for name in ("ours", "redis")),
    ]


def _workers(folder: Path, details: dict[str, Any]) -> list[Figure]:
    _say("the hub alone before a stub of a provider, one worker and two")
    folder.mkdir()
    with RedisServer() as redis, bench(folder, "one", "two") as running:
        running.start("stub")
        running.start("one", store=redis.url)
        running.start("two", store=redis.url, workers=2)
        rates = in_turn(running, ("one", "two"))
    details["logins_per_second_by_workers"] = rates
    name = "hub alone, two workers ÷ one, logins per second"
    return [ratio(name, rates["two"], rates["one"], better="higher", must=1.5, aim=1.7)]


def _say(what: str) -> None:
    print(f"  … {what}", flush=True)
