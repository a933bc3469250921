"""What the machine says of a process and all its children: CPU time, memory, and how much of the machine others took."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

__all__ = [
    "cpu_seconds", "description", "foreign_share", "listener_on", "machine_cpu", "open_files", "pss_bytes", "stolen_seconds",
    "stolen_share", "tree",
]

_TICK = os.sysconf("SC_CLK_TCK")
#: CPUCLOCK_SCHED of Linux: the clock of a process's id.
_SCHEDULED = 2


def tree(pid: int) -> list[int]:
    """*pid* and every process below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        each = waiting.pop()
        found.append(each)
        waiting += children.get(each, [])
    return found


def cpu_seconds(pids: list[int]) -> float:
    """User and system time that *pids* have taken, in seconds, all their threads and those that have ended.

    `/proc/PID/stat` counts in ticks of ten milliseconds, too coarse for a burst; each process's CPU clock counts nanoseconds.
    """
    total = 0.0
    for pid in pids:
        try:
            total += time.clock_gettime((~pid << 3) | _SCHEDULED)
        except OSError:
            continue
    return total


def pss_bytes(pids: list[int]) -> int:
    """Memory of *pids*, what they share divided among those who share it."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def open_files(pids: list[int]) -> int:
    """Open descriptors of *pids*."""
    return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids)


def listener_on(port: int) -> int:
    """The process that listens on *port* of the loopback interface."""
    wanted = f"0100007F:{port:04X}"
    lines = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    inode = next(fields[9] for fields in lines if fields[1] == wanted and fields[3] == "0A")
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if descriptor.readlink().name == f"socket:[{inode}]":
                return int(descriptor.parts[2])
        except OSError:
            continue
    raise LookupError(f"nobody listens on port {port}")


def machine_cpu() -> float:
    """Seconds that every process of the machine has taken, and those that a host took for somebody else's machine."""
    user, nice, system, _, _, interrupts, soft, stolen = _machine()
    return user + nice + system + interrupts + soft + stolen


def stolen_seconds() -> float:
    """Seconds in which this machine would have run, and its host ran another one."""
    return _machine()[7]


def foreign_share(machine_before: float, own: float, wall: float) -> float:
    """Which part of the machine somebody else used since *machine_before*, when *own* seconds were ours."""
    return _share(machine_cpu() - machine_before - own, wall)


def stolen_share(stolen_before: float, wall: float) -> float:
    """Which part of the machine its host took since *stolen_before*."""
    return _share(stolen_seconds() - stolen_before, wall)


def description() -> dict[str, str | int]:
    """The machine, for whoever reads the figures later."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    processor = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1_000_000
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    return {"processor": processor, "cores": os.cpu_count() or 1, "memory_gb": memory, "commit": commit or "unknown"}


def _share(seconds: float, wall: float) -> float:
    return max(0.0, seconds) / (wall * (os.cpu_count() or 1))


def _machine() -> tuple[float, ...]:
    """The first line of `/proc/stat`: user, nice, system, idle, waiting, interrupts, soft interrupts, stolen."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    return tuple(int(field) / _TICK for field in fields)


def _stat(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()
