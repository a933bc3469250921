"""The control API on a memory store and the shipped configuration, called without a server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from doublure.addresses import AddressBook
from doublure.census import Census
from doublure.clock import FixedClock
from doublure.exchange import Answer, Parameters
from doublure.mail import CapturedOutbox
from doublure.oidc.seams import Seams
from doublure.ports import Ports
from doublure.randomness import SeededRandomness
from doublure.runs import Runs
from doublure.secret import Secret
from doublure.storage import ControlSink, ControlStore, open_control, open_store
from identity_providers.phone.desk import Desk as PhoneDesk
from identity_providers.phone.opening import desk_of
from identity_providers.phone.settings import load_telephone
from simulator.console.call import Call
from simulator.console.gate import Gate
from simulator.console.rooms import furnished
from simulator.console.routes import Router

CONFIG = Path(__file__).parents[2] / "config"
ORIGIN = "http://localhost:4440"
NOON = 1_795_435_200  # 2026-11-23T12:00:00Z
JSON = {"content-type": "application/json"}


@dataclass
class Desk:
    control: ControlStore
    clock: FixedClock
    router: Router
    phones: PhoneDesk
    resets: list[int] = field(default_factory=list)

    def call(self, method: str, path: str, document: Any = None, headers: Mapping[str, str] = JSON,
             **query: str) -> Answer:
        body = document if isinstance(document, bytes) else b"" if document is None else json.dumps(document).encode()
        return self.router.answer(Call(method=method, path=path, body=body, headers=headers, query=Parameters.of(query)))

    def get(self, path: str, **query: str) -> Any:
        return json.loads(self.call("GET", path, headers={}, **query).body)


def make_ports(state: Path, clock: FixedClock) -> Ports:
    control = open_control("memory:", clock=clock)
    return Ports(addresses=AddressBook.local(), store=open_store("memory:", clock=clock), control=control, clock=clock,
                 randomness=SeededRandomness(1), sinks=(ControlSink(control),), outbox=CapturedOutbox(control, clock),
                 state=state, config=CONFIG, people=Census(CONFIG, control, clock), seams=Seams(), records_url="")


def make_desk(token: Secret | None = None) -> Desk:
    clock = FixedClock(NOON)
    # Nothing of a console is kept on the disk.
    ports, resets = make_ports(Path("/nonexistent"), clock), list[int]()
    rooms = furnished(ports, ("hub", "moncompteformation", "impots", "console"), lambda: resets.append(1))
    gate = Gate(ORIGIN, token, Runs(ports.control).admits)
    return Desk(ports.control, clock, Router(gate, rooms.routes), desk_of(load_telephone(CONFIG), ports), resets)
