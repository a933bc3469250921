"""The scenario a journey plays, found once and frozen into its thread (design §6); nothing is asked where nothing was armed."""

from __future__ import annotations

from dataclasses import replace

from broker.journey import Asked
from broker.ports import Ports
from doublure.armed import Known
from doublure.storage.interface import Operation

__all__ = ["carrying", "cast"]


def cast(ports: Ports, asked: Asked, idp: str | None = None) -> Asked:
    """*asked* with the scenario that fits it now that the provider *idp* (its slug) is known; a scenario found before stays."""
    if idp is None and asked.thread.autopilot is None:
        asked = _piloted(ports, asked)
    if asked.thread.scenario is not None:
        return asked
    rule = ports.armed.find(_known(asked, idp))
    if rule is None:
        return asked
    thread = rule.on(asked.thread)
    ports.trail(thread, asked.client_id).event(
        "SCENARIO_CHOSEN", scenario=rule.scenario, variant=rule.variant, rule=rule.id
    )
    return replace(asked, thread=thread)


def _piloted(ports: Ports, asked: Asked) -> Asked:
    """*asked* with the autopilot that is armed for it: to be known before anybody chooses a provider."""
    rule = ports.armed.find(_known(asked, None), autopilot=True)
    return asked if rule is None else replace(asked, thread=rule.on(asked.thread))


def carrying(ports: Ports, asked: Asked, idp: str) -> Operation:
    """What lets a back-channel call of this journey learn of its scenario."""
    return ports.armed.carrying(asked.thread, _known(asked, idp))


def _known(asked: Asked, idp: str | None) -> Known:
    return Known.of(client_id=asked.client_id, state=asked.state, run=asked.thread.run, idp=idp)
