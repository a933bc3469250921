"""Everything in one process: sockets first, then the address book, then the applications, then answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doublure.addresses import AddressBook
from doublure.census import Census
from doublure.clock import SystemClock, TravellingClock
from doublure.journey_time import in_its_time
from doublure.mail_smtp import open_outbox
from doublure.oidc.seams import Seams
from doublure.ports import Ports
from doublure.storage import ControlSink, open_control, open_store
from doublure.timetable import Timetable
from doublure.web.guard import check_public_origin
from simulator.plan import CONSOLE, Plan
from simulator.serving import Serves, listener_for
from simulator.sockets import listen_all
from simulator.state import State

if TYPE_CHECKING:
    from simulator.authority import Authority

__all__ = ["CONSOLE", "Plan", "Running", "launch"]


@dataclass(frozen=True, slots=True)
class Running:
    """What has been started. `stop` ends it and leaves nothing but what was to be kept.

    `shown` is the path that a person opens, for each application but the console; `applications` are behind the listeners, for
    whoever calls them without a socket.
    """

    addresses: AddressBook
    slugs: tuple[str, ...]
    listeners: Sequence[Serves]
    close: Callable[[], None]
    shown: Mapping[str, str]
    authorities: Path | None = None
    applications: Mapping[str, Any] = field(default_factory=dict)

    def stop(self) -> None:
        """Take no more requests, then put state away."""
        with ThreadPoolExecutor(len(self.listeners)) as at_once:
            list(at_once.map(lambda listener: listener.stop(), self.listeners))
        self.close()


def launch(plan: Plan) -> Running:
    """Start what *plan* says; nothing stays open when it cannot.

    Raises `PortInUse`, `SettingsError`, `UnknownApplication`, `HostRefused`, `StorageError`.
    """
    wanted = {slug: plan.base_port + plan.offsets[slug] if plan.base_port else 0 for slug in plan.slugs}
    sockets = listen_all(wanted, plan.reach.hosts)
    try:
        return _assemble(plan, sockets)
    except BaseException:
        for sock in (sock for each in sockets.values() for sock in each):
            sock.close()
        raise


def _assemble(plan: Plan, sockets: dict[str, list[Any]]) -> Running:
    state = State(plan.state, str(plan.base_port or ("free" if plan.keep else f"free-{os.getpid()}")), plan.keep)
    state.prepare(plan.databases)
    authority = _authority(plan.state) if plan.tls else None
    ports = _ports(plan, {slug: each[0].getsockname()[1] for slug, each in sockets.items()}, authority)
    ports.store.ping()
    ports.control.ping()
    state.restore(ports.control)

    def of(slug: str) -> Ports:
        return replace(ports, records_url=state.records_url(plan.database(slug)), randomness=plan.randomness(slug))

    applications = {slug: plan.applications[slug].make(of(slug)) for slug in plan.slugs if slug != CONSOLE}

    def reset() -> None:
        ports.control.wipe()
        ports.store.wipe()
        for slug, application in applications.items():
            plan.applications[slug].reset(application)

    from simulator.console.app import create_app

    travelling: dict[str, Any] = {slug: in_its_time(application, of(slug), plan.applications[slug].client)
                                  for slug, application in applications.items()}
    travelling[CONSOLE] = create_app(of(CONSOLE), running=plan.slugs, reset=reset, token=plan.reach.token)
    serve = listener_for(authority, [ports.addresses.public(slug) for slug in plan.slugs])
    listeners = [serve(slug, plan.reach.guarded(application), sockets[slug]) for slug, application in travelling.items()]
    for listener in listeners:
        listener.start()

    def close() -> None:
        for slug, application in applications.items():
            plan.applications[slug].stop(application)
        state.close(ports.control, plan.databases)
        if not plan.keep:
            ports.control.wipe()
            ports.store.wipe()

    shown = {slug: plan.applications[slug].shown for slug in applications}
    behind = {**applications, CONSOLE: travelling[CONSOLE]}
    return Running(ports.addresses, plan.slugs, listeners, close, shown, ports.authorities, behind)


def _authority(folder: Path) -> Authority:
    # Imported here: whoever does not ask for TLS does not wait for certificates.
    from simulator.authority import Authority

    return Authority.kept_in(folder)


def _ports(plan: Plan, taken: dict[str, int], authority: Authority | None) -> Ports:
    everybody = {slug: (plan.base_port or 4400) + offset for slug, offset in plan.offsets.items()}
    local = AddressBook.on_ports(everybody | taken, plan.reach.shown, scheme="https" if plan.tls else "http",
                                 own_hosts=plan.hosts)
    addresses = local.overridden(plan.config / "addresses.toml")
    for slug in plan.slugs:
        check_public_origin(addresses.public(slug))
    machine = SystemClock()
    control = open_control(plan.store, clock=machine)
    clock = TravellingClock(machine, Timetable(control, machine).everybody)
    return Ports(
        addresses=addresses, store=open_store(plan.store, clock=clock), control=control, clock=clock,
        randomness=plan.randomness(""), sinks=(ControlSink(control),), outbox=open_outbox(plan.smtp, control, clock),
        state=plan.state, config=plan.config, people=Census(plan.config, control, clock), seams=Seams(), records_url="",
        authorities=authority.file if authority else None,
    )
