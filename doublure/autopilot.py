"""A login without a screen: "this persona, at that provider", asked for by a rule, a run or a relying party's registration.

The wish travels with the journey; hub and provider carry it out through their usual stations, and only leave out their pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

__all__ = ["Autopilot", "Wish"]

#: `persona@provider`: a persona's login and a provider's slug.
Wish = Annotated[str, Field(pattern=r"^[^\s/?#%]{1,100}@[a-z0-9][a-z0-9-]{0,40}$")]


@dataclass(frozen=True, slots=True)
class Autopilot:
    """Who logs in, where."""

    persona: str
    provider: str

    @classmethod
    def of(cls, wish: str) -> Autopilot:
        """The two halves of a *wish*."""
        persona, _, provider = wish.rpartition("@")
        return cls(persona, provider)
