"""A journey that logs in without a screen: to the wished provider at once, and past the confirmation page."""

from __future__ import annotations

from dataclasses import replace

from broker.errors.autopilot import AutopilotLost
from broker.journey import Asked
from broker.parties import RelyingParty
from broker.ports import Ports
from doublure.autopilot import Autopilot
from doublure.oidc.provider.table import Finding

__all__ = ["aboard"]


def aboard(ports: Ports, asked: Asked, party: RelyingParty) -> Asked:
    """*asked* with the autopilot that a rule, its run or *party* wishes, narrowest first; itself where nobody does.

    Raises `AutopilotLost` for a provider that the hub does not know.
    """
    wish = asked.thread.autopilot or _of_the_run(ports, asked.thread.run) or party.autopilot
    if wish is None:
        return asked
    slug = Autopilot.of(wish).provider
    provider = next((each for each in ports.registry.identity_providers() if each.slug == slug), None)
    if provider is None:
        raise AutopilotLost(Finding(f"autopilot {wish[:150]!a}", "persona@provider, with the slug of a registered provider"))
    thread = replace(asked.thread, autopilot=wish)
    ports.trail(thread, asked.client_id).event("AUTOPILOT", persona=Autopilot.of(wish).persona, idp=slug)
    return replace(asked, hint=provider.uid, silent=True, thread=thread)


def _of_the_run(ports: Ports, name: str | None) -> str | None:
    run = ports.runs.find(name)
    return run.autopilot if run else None
