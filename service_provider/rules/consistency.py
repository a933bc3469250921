"""Whether a number can be that of a person: what contradicts blocks, what history explains only warns (domain §2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service_provider.rules.identity import FRANCE, Pivot
from service_provider.rules.nir import Nir

__all__ = ["Contradiction", "Discrepancy", "contradictions"]

_ABROAD = "99"
#: Departments of Algeria (91-94), Morocco (95) and Tunisia (96) in the numbers of people born there before independence.
_BEFORE_INDEPENDENCE = {"91": "99352", "92": "99352", "93": "99352", "94": "99352", "95": "99350", "96": "99351"}
#: Prefixes that name the same soil before and after: Corsica, Mayotte, Seine and Seine-et-Oise.
_RENAMED = (("20", "2A"), ("20", "2B"), ("985", "976"), *(
    (old, new) for old, later in (("75", ("75", "92", "93", "94")), ("78", ("78", "91", "92", "93", "94", "95")))
    for new in later
))


class Discrepancy(StrEnum):
    """Which fact differs; one sentence each in `sentences`."""

    GENDER = "nir_gender"
    BIRTH_YEAR = "nir_birth_year"
    BIRTH_MONTH = "nir_birth_month"
    BIRTHPLACE = "nir_birthplace"
    BIRTH_ABROAD = "nir_birth_abroad"
    BIRTHCOUNTRY = "nir_birthcountry"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One fact in which number and identity differ. `blocks` false asks the person to confirm and lets her go on."""

    fact: Discrepancy
    blocks: bool


def contradictions(nir: Nir, person: Pivot) -> tuple[Contradiction, ...]:
    """Every fact in which *nir* and *person* differ, in the order of the number. Empty for a number without birth data."""
    found: list[Contradiction] = []
    if person.gender in {"male", "female"} and nir.gender != person.gender:
        # Never blocks: civil status may have changed after the number was given.
        found.append(Contradiction(Discrepancy.GENDER, blocks=False))
    if nir.year is not None and nir.year != int(person.birthdate[:4]) % 100:
        found.append(Contradiction(Discrepancy.BIRTH_YEAR, blocks=True))
    month = int(person.birthdate[5:7])
    if nir.month is not None and month and nir.month != month:
        found.append(Contradiction(Discrepancy.BIRTH_MONTH, blocks=True))
    if nir.place is not None:
        found += _about_the_place(nir.place, person)
    return tuple(found)


def _about_the_place(place: str, person: Pivot) -> list[Contradiction]:
    if person.birthcountry == FRANCE:
        if place.startswith(_ABROAD):
            return [Contradiction(Discrepancy.BIRTH_ABROAD, blocks=True)]
        same = place == person.birthplace or _renamed(place, person.birthplace)
        return [] if same else [Contradiction(Discrepancy.BIRTHPLACE, blocks=False)]
    if place.startswith(_ABROAD):
        same = place == person.birthcountry
    elif (country := _BEFORE_INDEPENDENCE.get(place[:2])) is not None:
        # 91 to 95 are also departments of today: only a country that never was one of the three contradicts France.
        if place[:2] != "96" and person.birthcountry not in _BEFORE_INDEPENDENCE.values():
            return [Contradiction(Discrepancy.BIRTH_ABROAD, blocks=True)]
        same = country == person.birthcountry
    else:
        return [Contradiction(Discrepancy.BIRTH_ABROAD, blocks=True)]
    return [] if same else [Contradiction(Discrepancy.BIRTHCOUNTRY, blocks=False)]


def _renamed(place: str, birthplace: str) -> bool:
    return any(
        (place.startswith(one) and birthplace.startswith(other)) or (place.startswith(other) and birthplace.startswith(one))
        for one, other in _RENAMED
    )
