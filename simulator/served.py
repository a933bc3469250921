"""The console on its own, for production servers and containers: the houses run elsewhere, around the same stores."""

from __future__ import annotations

import os

from flask import Flask

from doublure.environment import ports_from
from doublure.ports import Ports
from doublure.settling import settle
from simulator.console.app import SLUG, create_app
from simulator.fakes import applications_of
from simulator.reach import console_token

__all__ = ["from_environment"]


def from_environment() -> Flask:
    """The console with the ports of `doublure.environment`. It always wants its token: others may reach it."""
    ports = ports_from(os.environ, SLUG)

    def reset() -> None:
        ports.control.wipe()
        ports.store.wipe()
        _reset_records(ports)

    running = (*applications_of(ports.config), SLUG)
    app = create_app(ports, running=running, reset=reset, token=console_token(os.environ, ports.state))
    settle()
    return app


def _reset_records(ports: Ports) -> None:
    # Other processes cannot be told, but what they keep stands in the database that all of them are given.
    import broker.settings
    import service_provider.settings
    from broker.accounts.book import open_accounts
    from service_provider.house import furnished

    settings = broker.settings.load_settings(ports.config, ports.addresses).accounts
    persons = open_accounts(ports.records_url, settings, ports.clock, ports.schemas)
    persons.wipe()
    persons.close()
    house = furnished(service_provider.settings.load_settings(ports.config), ports)
    house.reset()
    house.records.close()
