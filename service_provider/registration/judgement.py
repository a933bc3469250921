"""What a step answers to what was typed: values to keep, faults to show beside their fields, questions to add."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from doublure.personas import People
from service_provider.registration.draft import Draft
from service_provider.settings import ServiceSettings
from service_provider.towns import Town, Towns

__all__ = ["Circumstances", "Judgement", "Step"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a step needs to know beside the draft."""

    settings: ServiceSettings
    today: date
    people: People
    towns: Towns


@dataclass(slots=True)
class Judgement:
    """The verdict on one step.

    `faults` maps a field to the code of its sentence; `columns` are the account's when there is no fault; `asks` are fields to
    show beside the usual ones (`apprenticeship`, `confirm_identity`); `warnings` are codes to confirm; `choices` are towns.
    """

    faults: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    asks: set[str] = field(default_factory=set)
    warnings: tuple[str, ...] = ()
    choices: tuple[Town, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the step is done."""
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the four: its place in addresses, its label in French, its fields, and who judges them."""

    slug: str
    label: str
    fields: frozenset[str]
    judge: Callable[[Draft, Circumstances], Judgement]

    def __repr__(self) -> str:
        return f"<Step {self.slug}>"

    def columns(self, draft: Draft, circumstances: Circumstances) -> Mapping[str, Any]:
        """What the step adds to the account."""
        return self.judge(draft, circumstances).columns
