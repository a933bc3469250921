"""What a person asked `doublure up` for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from doublure.randomness import Randomness, SeededRandomness, SystemRandomness
from simulator.applications import APPLICATIONS
from simulator.reach import Reach

__all__ = ["CONSOLE", "Plan"]

CONSOLE = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
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
        wanted = {*self.only} | {needed for slug in self.only if slug in APPLICATIONS for needed in APPLICATIONS[slug].needs}
        return (*(slug for slug in APPLICATIONS if not self.only or slug in wanted), CONSOLE)

    @property
    def databases(self) -> tuple[str, ...]:
        """The names of their databases, each once."""
        return tuple(dict.fromkeys(map(self.database, self.slugs)))

    def database(self, slug: str) -> str:
        """The name of the database of one application."""
        return (APPLICATIONS[slug].database if slug != CONSOLE else "") or slug

    def randomness(self, slug: str) -> Randomness:
        """The source of one application: with a seed each has its own, so that they do not disturb one another."""
        if self.seed is None:
            return SystemRandomness()
        return SeededRandomness(int.from_bytes(hashlib.sha256(f"{self.seed}/{slug}".encode()).digest()))
