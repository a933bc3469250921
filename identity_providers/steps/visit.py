"""What a second step gets to look at, and what it may answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from doublure.exchange import Cookie, Request
from doublure.personas import Persona
from identity_providers.fake import Fake
from identity_providers.opened import Open
from identity_providers.realistic import Proof, Step
from identity_providers.stage import Stage

__all__ = ["Again", "Elsewhere", "Kind", "Over", "Passed", "Verdict", "Visit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A login at one of its second steps. `typed` is the identifier of the first page where that page has just been sent."""

    fake: Fake
    request: Request
    opened: Open
    step: Step
    persona: Persona | None
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """The step is passed, by *persona*; *cookies* go with the answer."""

    persona: Persona
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class Again:
    """The step's page once more: *problem* is a word that its template turns into a sentence. *stage* replaces what was kept."""

    problem: str
    stage: Stage | None = None
    status: int = 403


@dataclass(frozen=True, slots=True)
class Over:
    """Back to the first page, which says why."""

    problem: str


Verdict = Passed | Again | Over


class Kind(Protocol):
    """One kind of second step; `template` is its page."""

    template: str

    def begin(self, visit: Visit, proof: Proof) -> Stage | None:
        """What to keep while the step waits, or `None` when this login does not need it."""
        ...

    def shown(self, visit: Visit, stage: Stage) -> dict[str, Any]:
        """What the template shows."""
        ...

    def answer(self, visit: Visit, stage: Stage) -> Verdict:
        """Judge the form of the step. Posted twice it passes twice: a double click is one login."""
        ...


@runtime_checkable
class Elsewhere(Protocol):
    """A kind whose answer comes from elsewhere while its page waits."""

    def waits(self, visit: Visit, stage: Stage) -> bool:
        """Whether nothing has happened elsewhere that the page should react to."""
        ...

    def give_up(self, visit: Visit, stage: Stage) -> None:
        """The person goes back: whatever waits elsewhere need not wait any more."""
        ...
