"""Where each claim comes from: which provider said it, what the hub made of it, which scope released it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from broker.release import Release
from simulator.console.story import Story

__all__ = ["Line", "lineage"]

#: Members of a signed userinfo that speak of the token, not of the person.
_OF_THE_TOKEN = frozenset({"aud", "exp", "iat", "iss"})
#: Claims the hub makes itself, whatever the provider says.
_OF_THE_HUB = frozenset({"sub", "idp_id", "amr", "acr", "auth_time"})


@dataclass(frozen=True, slots=True)
class Line:
    """One claim. `said` is the word of *provider*, `told` the hub's; empty and `None` where one says nothing.

    `how` is `same`, `corrected`, `made` (by the hub) or `withheld` (no scope released it).
    """

    claim: str
    provider: str
    said: Any
    told: Any
    scopes: tuple[str, ...]
    how: str


def lineage(story: Story, hubs: tuple[str, ...], release: Release | None) -> list[Line]:
    """The claims of *story*, those told first. Empty when the relying party has not read any."""
    said = next((step for step in reversed(story.steps) if step.message == "userinfo" and step.receiver in hubs), None)
    told = next((step for step in reversed(story.steps) if step.message == "userinfo" and step.sender in hubs
                 and "error" not in step.content), None)
    if told is None:
        return []
    scope = _granted(story, hubs)
    provider, theirs = (said.sender, said.content) if said else ("", {})
    lines = [_line(claim, value, provider, theirs, scope, release) for claim, value in told.content.items()
             if claim not in _OF_THE_TOKEN]
    kept = [Line(claim, provider, value, None, (), "withheld") for claim, value in theirs.items()
            if claim not in told.content and claim not in _OF_THE_TOKEN]
    return lines + kept


def _line(claim: str, value: Any, provider: str, theirs: Mapping[str, Any], scope: tuple[str, ...],
          release: Release | None) -> Line:
    known = release.scope if release else ()
    scopes = tuple(each.name for each in known if each.name in scope and claim in each.claims)
    if claim in _OF_THE_HUB or claim not in theirs:
        return Line(claim, provider if claim in theirs else "", theirs.get(claim), value, scopes, "made")
    return Line(claim, provider, theirs[claim], value, scopes, "same" if theirs[claim] == value else "corrected")


def _granted(story: Story, hubs: tuple[str, ...]) -> tuple[str, ...]:
    for step in reversed(story.steps):
        for event in step.events:
            if "scope" in event.get("facts", {}):
                return tuple(str(event["facts"]["scope"]).split())
        if step.message == "authorization_request" and step.receiver in hubs:
            return tuple(str(step.content.get("scope", "")).split())
    return ()
