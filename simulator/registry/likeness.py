"""How near what is asked comes to an entry, trait by trait: the same person is spelled in many ways, and born once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from service_provider.rules.names import fold
from simulator.registry.entries import Entry
from simulator.registry.question import Question

__all__ = ["Likeness", "Near", "liken"]


class Near(Enum):
    """How near one trait is."""

    SAME = "same"
    CLOSE = "close"
    FAR = "far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """An entry, and how near each trait of the question is to it. `in_use`: the family name asked is the entry's name in use."""

    entry: Entry
    family_name: Near
    given_names: Near
    birthdate: Near
    sex: Near
    place: Near
    in_use: bool

    @property
    def traits(self) -> dict[str, Near]:
        """The traits by name."""
        return {name: getattr(self, name) for name in ("family_name", "given_names", "birthdate", "sex", "place")}

    def count(self, near: Near) -> int:
        """How many traits are that *near*."""
        return list(self.traits.values()).count(near)


def liken(question: Question, entry: Entry) -> Likeness:
    """Compare *question* with *entry*."""
    asked = fold(question.family_name)
    return Likeness(
        entry=entry,
        family_name=_spelled(asked, [entry.family]),
        given_names=_given(fold(question.given_names), entry.given),
        birthdate=_born(question.birthdate, entry.birthdate),
        sex=Near.SAME if question.sex == entry.sex else Near.CLOSE if "I" in {question.sex, entry.sex} else Near.FAR,
        place=Near.SAME if question.place == entry.place else Near.FAR,
        in_use=asked == entry.in_use != entry.family,
    )


def _given(asked: str, cuts: Sequence[str]) -> Near:
    """The first given name must be there; those behind it may be left off. Others in their place are close at best."""
    spelled = _spelled(asked, cuts)
    others = spelled is Near.FAR and asked.startswith(f"{cuts[0]} ") and _digits(asked) == _digits(cuts[-1])
    return Near.CLOSE if others else spelled


def _spelled(asked: str, allowed: Sequence[str]) -> Near:
    if asked in allowed:
        return Near.SAME
    return Near.CLOSE if any(_one_letter_apart(asked, one) for one in allowed) else Near.FAR


def _one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter or space more, less or different makes *other* of *one*. A digit is no slip of the pen."""
    if _digits(one) != _digits(other):
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    at = next((place for place, letter in enumerate(shorter) if letter != longer[place]), len(shorter))
    return shorter[at + (len(shorter) == len(longer)):] == longer[at + 1:]


def _digits(name: str) -> list[str]:
    return list(filter(str.isdigit, name))


def _born(asked: str, known: str) -> Near:
    """An unknown day or month agrees with every other, but is not the same."""
    if asked == known:
        return Near.SAME
    parts = ((asked[4:6], known[4:6]), (asked[6:], known[6:]))
    agree = asked[:4] == known[:4] and all(one == other or "00" in {one, other} for one, other in parts)
    return Near.CLOSE if agree else Near.FAR
