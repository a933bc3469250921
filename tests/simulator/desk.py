"""The control API on a memory store and the shipped configuration, called without a server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from broker.settings import load_settings
from doublure.addresses import AddressBook
from doublure.census import Census
from doublure.clock import FixedClock
from doublure.exchange import Answer, Parameters
from doublure.journal import Journal
from doublure.randomness import SeededRandomness
from doublure.secret import Secret
from doublure.storage.control import ControlStore
from doublure.storage.opening import open_control, open_store
from doublure.timetable import Timetable
from identity_providers.phone.desk import Desk as PhoneDesk
from identity_providers.phone.settings import TelephoneSettings
from simulator.console.api import Services
from simulator.console.call import Call
from simulator.console.gate import Gate
from simulator.console.parties import clients, identity_providers
from simulator.console.phone_calls import PhoneCalls
from simulator.console.routes import Router
from simulator.console.table import api_routes
from simulator.console.time_calls import TimeCalls

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


def make_desk(token: Secret | None = None) -> Desk:
    clock = FixedClock(NOON)
    control = open_control("memory:", clock=clock)
    settings = load_settings(CONFIG, AddressBook.local())
    randomness = SeededRandomness(1)
    resets: list[int] = []
    census, store = Census(CONFIG, control, clock), open_store("memory:", clock=clock)
    services = Services(census=census, control=control, clock=clock,
                        reset=lambda: resets.append(1))
    phones = PhoneDesk(store=store, clock=clock, randomness=randomness, settings=TelephoneSettings(),
                       journal=Journal("telephone", clock))
    routes = api_routes(clients(settings.relying_parties, control, randomness),
                        identity_providers(settings.identity_providers, control, randomness), services,
                        PhoneCalls(phones, census), TimeCalls(Timetable(control, clock)))
    return Desk(control, clock, Router(Gate(ORIGIN, token), routes), phones, resets)
