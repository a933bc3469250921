"""CPU per login, side by side: every stack stays up and short bursts alternate, so that a noisy machine disturbs all alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.browser import Browser
from bench.machine import cpu_seconds, foreign_share, machine_cpu
from bench.stacks import Bench
from bench.walk import log_in

__all__ = ["Bursts", "alternate"]

#: Logins before anything is counted: a JIT and every cache are warm by then.
WARM = 300
#: The part of the machine that others may use in a round without the round being marked.
QUIET = 0.10


@dataclass(slots=True)
class Bursts:
    """Milliseconds of CPU per login: by hub, then by program, a value per round. `disturbed` counts rounds with company."""

    cpu: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    disturbed: int = 0
    rounds: int = 0

    def of(self, hub: str, program: str = "") -> list[float]:
        """The rounds of *hub*: of its own processes, or of another *program* while it was at work."""
        return self.cpu[hub][program or hub]


def alternate(bench: Bench, hubs: Sequence[str], *, burst: int = 50, rounds: int = 20, watched: Sequence[str] = (),
              warm: int = WARM) -> Bursts:
    """Bursts of *burst* logins at each of *hubs* in turn, *rounds* times. *watched* are programs measured beside the hub."""
    browser, relying_party = Browser(), bench.url("relying-party")
    measured = Bursts()
    programs = {hub: [hub, *(name for name in ("provider", "relying-party", *watched) if name in bench.programs)] for hub in hubs}
    for hub in hubs:
        measured.cpu[hub] = {name: [] for name in programs[hub]}
        for _ in range(warm):
            log_in(browser, relying_party, hub)
    pids = {name: program.pids for name, program in bench.programs.items()}
    for number in range(rounds):
        start, wall, own = machine_cpu(), time.perf_counter(), _own(pids)
        # The order turns, so that nobody always comes after the same neighbour.
        for hub in (*hubs[number % len(hubs):], *hubs[:number % len(hubs)]):
            before = {name: cpu_seconds(pids[name]) for name in programs[hub]}
            for _ in range(burst):
                log_in(browser, relying_party, hub)
            for name in programs[hub]:
                measured.cpu[hub][name].append((cpu_seconds(pids[name]) - before[name]) / burst * 1000)
        measured.rounds += 1
        measured.disturbed += foreign_share(start, _own(pids) - own, time.perf_counter() - wall) > QUIET
    browser.close()
    return measured


def _own(pids: dict[str, list[int]]) -> float:
    return sum(cpu_seconds(each) for each in pids.values()) + time.process_time()
