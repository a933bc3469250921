"""What a person asked `doublure up` for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from doublure.randomness import Randomness, SeededRandomness, SystemRandomness
from simulator.applications import Application
from simulator.fakes import applications_of, offsets_of
from simulator.reach import Reach

__all__ = ["CONSOLE", "Plan"]

CONSOLE = "console"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a person asked for. `only` are slugs, empty for all; `base_port` 0 takes free ports.

    `tls` serves https under the local authority, `hosts` gives each application a host name of its own.
    """

    config: Path
    state: Path
    base_port: int = 4400
    only: tuple[str, ...] = ()
    store: str = "memory:"
    keep: bool = False
    seed: int | None = None
    smtp: str | None = None
    tls: bool = False
    hosts: bool = False
    reach: Reach = field(default_factory=Reach)

    @property
    def slugs(self) -> tuple[str, ...]:
        """The applications to start, in the order of their ports: what those wanted need too, and always the console."""
        there = self.applications
        wanted = {*self.only} | {needed for slug in self.only if slug in there for needed in there[slug].needs}
        return (*(slug for slug in there if not self.only or slug in wanted), CONSOLE)

    @cached_property
    def applications(self) -> Mapping[str, Application]:
        """Every application of the configuration but the console. Raises `SettingsError`."""
        return applications_of(self.config)

    @cached_property
    def offsets(self) -> Mapping[str, int]:
        """The port of every application, counted from the base port. Raises `SettingsError`."""
        return offsets_of(self.config)

    @property
    def databases(self) -> tuple[str, ...]:
        """The names of their databases, each once."""
        return tuple(dict.fromkeys(map(self.database, self.slugs)))

    def database(self, slug: str) -> str:
        """The name of the database of one application."""
        return (self.applications[slug].database if slug != CONSOLE else "") or slug

    def randomness(self, slug: str) -> Randomness:
        """The source of one application: with a seed each has its own, so that they do not disturb one another."""
        if self.seed is None:
            return SystemRandomness()
        return SeededRandomness(int.from_bytes(hashlib.sha256(f"{self.seed}/{slug}".encode()).digest()))
