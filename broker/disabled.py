"""The people whose account at the hub is disabled, as the persona file and the control API say."""

from __future__ import annotations

from collections.abc import Callable

from broker.pivot import PivotIdentity
from doublure.personas import People, Persona, identity_in_registry

__all__ = ["DisabledAccounts"]


class DisabledAccounts:
    """Called, it gives the pivot identities that may not connect; computed again only when the people have changed."""

    def __init__(self, people: Callable[[], People]) -> None:
        self._people = people
        self._known: tuple[People, frozenset[PivotIdentity]] | None = None

    def __call__(self) -> frozenset[PivotIdentity]:
        """The pivot identities of the disabled accounts."""
        people, known = self._people(), self._known
        if known is None or known[0] is not people:
            disabled = (persona for persona in people if persona.account == "disabled")
            known = (people, frozenset(map(_pivot, disabled)))
            self._known = known
        return known[1]


def _pivot(persona: Persona) -> PivotIdentity:
    # Where no registry is asked, or none knows her, she is who her provider says.
    return PivotIdentity.of(identity_in_registry(persona) or persona.model_dump())
