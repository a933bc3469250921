"""Journeys as stories: the journal, who is who, and which scope releases what, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broker.release import Release
from simulator.console.cast import Cast
from simulator.console.flows import Flows, Record
from simulator.console.lineage import Line, lineage
from simulator.console.story import Story, told

__all__ = ["Teller"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """`releases` are the hubs' tables of scopes, by application."""

    flows: Flows
    cast: Cast
    releases: Mapping[str, Release]

    def story(self, flow: Record) -> Story:
        """The steps of *flow*."""
        return told(flow, self.cast)

    def lines(self, story: Story) -> list[Line]:
        """Where the claims of *story* come from."""
        hub = next((party for party in story.parties if party in self.cast.hubs), "")
        return lineage(story, self.cast.hubs, self.releases.get(hub))
