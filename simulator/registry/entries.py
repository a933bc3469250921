"""The entries of the registry: what it knows of each persona, and nothing that only other applications know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from doublure.personas import People, Persona, identity_in_registry
from service_provider.rules.names import fold

__all__ = ["Entries", "Entry", "entries_of"]

_FRANCE = "99100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person of the civil registry.

    `birthdate` is `YYYYMMDD` with `00` for an unknown part, `sex` one of F, M, I, `place` the COG code of the commune, of the
    country for a birth abroad. `persona` says whose entry it is; `rejected` and `scenario` what it makes the registry do. The
    names as they are compared: `family` and `in_use`, and in `given` every cut of the given names, the first alone first.
    """

    persona: str
    given_names: tuple[str, ...]
    family_name: str
    birthdate: str
    sex: str
    place: str
    family: str
    in_use: str
    given: tuple[str, ...]
    deceased: bool = False
    rejected: bool = False
    scenario: str | None = None


def entries_of(people: People) -> tuple[Entry, ...]:
    """The entries for *people*: none for those it does not know or of whom a fact is missing, several for look-alikes."""
    return tuple(entry for persona in people for entry in _entries(persona))


def _entries(persona: Persona) -> tuple[Entry, ...]:
    facts = identity_in_registry(persona)
    if facts is None:
        return ()
    place = facts["birthplace"] if facts["birthcountry"] == _FRANCE else facts["birthcountry"]
    given_names = tuple(facts["given_name"].split())
    if not (given_names and facts["family_name"] and facts["birthdate"] and facts["gender"] and place):
        return ()
    entry = Entry(
        persona=persona.login, given_names=given_names, family_name=facts["family_name"],
        birthdate=facts["birthdate"].replace("-", ""),
        sex={"female": "F", "male": "M", "unspecified": "I"}[facts["gender"]], place=place,
        family=fold(facts["family_name"]), in_use=fold(facts["preferred_username"]),
        given=tuple(fold(" ".join(given_names[:count])) for count in range(1, len(given_names) + 1)),
        deceased=persona.registry.get("status") == "deceased", rejected=persona.registry.get("status") == "rejected",
        scenario=str(persona.registry["scenario"]) if "scenario" in persona.registry else None,
    )
    return (entry,) * (1 + int(persona.registry.get("lookalikes", 0)))


class Entries:
    """Called, it gives the present entries; made again only when the people have changed."""

    def __init__(self, people: Callable[[], People]) -> None:
        self._people = people
        self._known: tuple[People, tuple[Entry, ...]] | None = None

    def __call__(self) -> tuple[Entry, ...]:
        """Everybody the registry knows."""
        people, known = self._people(), self._known
        if known is None or known[0] is not people:
            known = (people, entries_of(people))
            self._known = known
        return known[1]
