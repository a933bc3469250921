"""Everything in one process: sockets first, then the address book, then the applications, then answers."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from doublure.addresses import OFFSETS, AddressBook
from doublure.census import Census
from doublure.clock import SystemClock
from doublure.mail_smtp import open_outbox
from doublure.oidc.seams import Seams
from doublure.ports import Ports
from doublure.randomness import Randomness, SeededRandomness, SystemRandomness
from doublure.storage import ControlSink, open_control, open_store
from doublure.web.guard import check_public_origin
from simulator.applications import APPLICATIONS
from simulator.listener import Listener
from simulator.reach import Reach
from simulator.sockets import listen_all
from simulator.state import State

__all__ = ["CONSOLE", "Plan", "Running", "launch"]

CONSOLE = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a person asked for. `only` are slugs, empty for all; `base_port` 0 takes free ports."""

    config: Path
    state: Path
    base_port: int = 4400
    only: tuple[str, ...] = ()
    store: str = "memory:"
    keep: bool = False
    seed: int | None = None
    smtp: str | None = None
    reach: Reach = field(default_factory=Reach)

    @property
    def slugs(self) -> tuple[str, ...]:
        """The applications to start, in the order of their ports, the console always among them."""
        return (*(slug for slug in APPLICATIONS if not self.only or slug in self.only), CONSOLE)

    def randomness(self, slug: str) -> Randomness:
        """The source of one application: with a seed each has its own, so that they do not disturb one another."""
        if self.seed is None:
            return SystemRandomness()
        return SeededRandomness(int.from_bytes(hashlib.sha256(f"{self.seed}/{slug}".encode()).digest()))


@dataclass(frozen=True, slots=True)
class Running:
    """What has been started. `stop` ends it and leaves nothing but what was to be kept."""

    addresses: AddressBook
    slugs: tuple[str, ...]
    listeners: Sequence[Listener]
    close: Callable[[], None]

    def stop(self) -> None:
        """Take no more requests, then put state away."""
        for listener in self.listeners:
            listener.stop()
        self.close()


def launch(plan: Plan) -> Running:
    """Start what *plan* says; nothing stays open when it cannot.

    Raises `PortInUse`, `SettingsError`, `UnknownApplication`, `HostRefused`, `StorageError`.
    """
    wanted = {slug: plan.base_port + OFFSETS[slug] if plan.base_port else 0 for slug in plan.slugs}
    sockets = listen_all(wanted, plan.reach.hosts)
    try:
        return _assemble(plan, sockets)
    except BaseException:
        for sock in (sock for each in sockets.values() for sock in each):
            sock.close()
        raise


def _assemble(plan: Plan, sockets: dict[str, list[Any]]) -> Running:
    state = State(plan.state, str(plan.base_port or ("free" if plan.keep else f"free-{os.getpid()}")), plan.keep)
    state.prepare(plan.slugs)
    ports = _ports(plan, {slug: each[0].getsockname()[1] for slug, each in sockets.items()})
    ports.store.ping()
    ports.control.ping()
    state.restore(ports.control)

    def of(slug: str) -> Ports:
        return replace(ports, records_url=state.records_url(slug), randomness=plan.randomness(slug))

    applications = {slug: APPLICATIONS[slug].make(of(slug)) for slug in plan.slugs if slug != CONSOLE}

    def reset() -> None:
        ports.control.wipe()
        ports.store.wipe()
        for slug, application in applications.items():
            if slug != CONSOLE:
                APPLICATIONS[slug].reset(application)

    from simulator.console.app import create_app

    applications[CONSOLE] = create_app(of(CONSOLE), running=plan.slugs, reset=reset, token=plan.reach.token)
    listeners = [Listener(slug, plan.reach.guarded(application), sockets[slug])
                 for slug, application in applications.items()]
    for listener in listeners:
        listener.start()

    def close() -> None:
        state.close(ports.control, plan.slugs)
        if not plan.keep:
            ports.control.wipe()
            ports.store.wipe()

    return Running(ports.addresses, plan.slugs, listeners, close)


def _ports(plan: Plan, taken: dict[str, int]) -> Ports:
    everybody = {slug: (plan.base_port or 4400) + offset for slug, offset in OFFSETS.items()}
    addresses = AddressBook.on_ports(everybody | taken, plan.reach.shown).overridden(plan.config / "addresses.toml")
    for slug in plan.slugs:
        check_public_origin(addresses.public(slug))
    clock = SystemClock()
    control = open_control(plan.store, clock=clock)
    return Ports(
        addresses=addresses, store=open_store(plan.store, clock=clock), control=control, clock=clock,
        randomness=plan.randomness(""), sinks=(ControlSink(control),), outbox=open_outbox(plan.smtp, control, clock),
        state=plan.state, config=plan.config, people=Census(plan.config, control, clock), seams=Seams(), records_url="",
    )
