"""The console on its own, for production servers and containers: the houses run elsewhere, around the same stores."""

from __future__ import annotations

import os

from flask import Flask

from doublure.environment import ports_from
from doublure.ports import Ports
from simulator.applications import APPLICATIONS
from simulator.console.app import SLUG, create_app
from simulator.reach import console_token

__all__ = ["from_environment"]


def from_environment() -> Flask:
    """The console with the ports of `doublure.environment`. It always wants its token: others may reach it."""
    ports = ports_from(os.environ, SLUG)

    def reset() -> None:
        ports.control.wipe()
        ports.store.wipe()
        _reset_accounts(ports)

    return create_app(ports, running=(*APPLICATIONS, SLUG), reset=reset, token=console_token(os.environ, ports.state))


def _reset_accounts(ports: Ports) -> None:
    # moncompteformation's own process cannot be told, but its accounts stand in the database that both are given.
    from service_provider.house import furnished
    from service_provider.settings import load_settings

    house = furnished(load_settings(ports.config), ports)
    house.reset()
    house.records.close()
