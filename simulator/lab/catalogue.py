"""Every scenario there is, by its stable id: the files beside this module, read once (design §6)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from doublure.armed_rules import Order
from doublure.settings import Settings, load_all

__all__ = ["Catalogue", "Scenario", "UnknownScenario", "Variant"]

_FOLDER = Path(__file__).parent / "scenarios"


class UnknownScenario(ValueError):  # noqa: N818 - it names the fault, like the other refusals
    """A scenario, or a form of one, that is not in the catalogue."""


class Variant(Settings):
    """One form of a scenario. What `mutation` may say is its leg's business; `expectation` is what must be seen then."""

    title: str
    mutation: Mapping[str, Any]
    expectation: Mapping[str, Any] = {}


class Scenario(Settings):
    """One row of the catalogue.

    `leg` is who sends the message that goes wrong; `target` who must cope with it; `class` says whether it must refuse, must
    accept, or may do either; `teaching` is for whoever wonders why.
    """

    title: str
    leg: Literal["registry", "identity-provider", "hub"]
    target: str
    outcome: Literal["must_reject", "must_accept", "may"] = Field(alias="class")
    references: tuple[str, ...]
    teaching: str
    variants: Mapping[str, Variant] = Field(min_length=1)

    def variant(self, name: str | None) -> Variant:
        """The form called *name*, the first one without a name. Raises `UnknownScenario`."""
        name = next(iter(self.variants)) if name is None else name
        if name not in self.variants:
            raise UnknownScenario(f"variant '{name}' is not one of {', '.join(self.variants)}")
        return self.variants[name]


class Catalogue:
    """The scenarios of *folder*. Read when first needed: whoever arms nothing reads nothing."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._folder = folder

    @cached_property
    def scenarios(self) -> Mapping[str, Scenario]:
        """Every scenario by id. Raises `SettingsError` for a file that cannot be used."""
        # The environment has no say here: a scenario is the same on every machine.
        return load_all(Scenario, self._folder, overrides={})

    def variant(self, scenario: str, name: str | None) -> Variant:
        """The form *name* of *scenario*. Raises `UnknownScenario`."""
        found = self.scenarios.get(scenario)
        if found is None:
            raise UnknownScenario(f"scenario '{scenario}' is not one of {', '.join(self.scenarios)}")
        return found.variant(name)

    def written(self, text: str) -> tuple[str, str | None]:
        """Scenario and form that *text* (`FED-12/late`, or `FED-12` for the first one) names. Raises `UnknownScenario`."""
        scenario, _, name = text.partition("/")
        self.variant(scenario, name or None)
        return scenario, name or None

    def check(self, order: Order) -> None:
        """Raise `UnknownScenario` for an *order* that names what does not exist."""
        if order.scenario is not None:
            self.variant(order.scenario, order.variant)
