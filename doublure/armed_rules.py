"""What somebody may arm, and which journeys it fits. Pure: `doublure.armed` keeps the rules and counts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from pydantic import Field, model_validator

from doublure.autopilot import Wish
from doublure.journal import Thread
from doublure.settings import Settings

__all__ = ["Carried", "Known", "Match", "Order", "Rule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a journey so far. `idp` is a slug, `persona` a login; `state` is kept as its SHA-256."""

    client_id: str | None = None
    idp: str | None = None
    persona: str | None = None
    state: str | None = None
    run: str | None = None

    @classmethod
    def of(cls, *, client_id: str, state: str | None, run: str | None, idp: str | None = None) -> Known:
        """What a hub knows, *state* in the clear."""
        return cls(client_id=client_id, idp=idp, run=run, state=None if state is None else _digest(state))


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A journey as a back-channel call finds it again by its trace."""

    thread: Thread
    known: Known


class Match(Settings):
    """What a rule names; what it leaves out fits everybody."""

    client_id: str | None = None
    idp: str | None = None
    persona: str | None = None
    state: str | None = None

    def fits(self, known: Known) -> bool:
        """Whether *known* has everything that is named here."""
        named = (
            (self.client_id, known.client_id), (self.idp, known.idp), (self.persona, known.persona),
            (None if self.state is None else _digest(self.state), known.state),
        )
        return all(wanted is None or wanted == given for wanted, given in named)


class Order(Settings):
    """What somebody asks for: a scenario (its id in the catalogue) in one of its forms, an autopilot (`persona@provider`), or
    both; `times` times within `ttl_s` seconds.
    """

    scenario: str | None = Field(None, pattern=r"^[A-Z]{2,4}-\d{2}[a-z]?$")
    variant: str | None = Field(None, max_length=60)
    match: Match = Match()
    times: int = Field(1, ge=1, le=100)
    ttl_s: int = Field(300, ge=1, le=86_400)
    autopilot: Wish | None = None

    @model_validator(mode="after")
    def _something(self) -> Order:
        if self.scenario is None and self.autopilot is None:
            raise ValueError("scenario or autopilot is needed: a rule without both would do nothing")
        if self.variant is not None and self.scenario is None:
            raise ValueError("variant needs scenario: it is a form of one")
        return self


class Rule(Order):
    """An order that was taken. `run` owns it: it plays for that run's journeys, and for those that belong to none.

    `expires_at` in seconds since the epoch.
    """

    id: str
    run: str | None = None
    expires_at: int

    def fits(self, known: Known) -> bool:
        """Whether it may play in a journey of which this much is *known*: runs never see one another's rules."""
        return self.match.fits(known) and (self.run is None or known.run in {None, self.run})

    def on(self, thread: Thread) -> Thread:
        """*thread*, playing this."""
        thread = replace(thread, run=thread.run or self.run, autopilot=thread.autopilot or self.autopilot)
        return thread if self.scenario is None else replace(thread, scenario=self.scenario, variant=self.variant)


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
