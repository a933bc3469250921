"""Small edits of every persona, each with the answer it deserves.

The oracle is stated in words and shares nothing with the comparison: it looks at what was changed, at nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import assume
from hypothesis import strategies as st

from doublure.personas import Persona, load_people

TODAY = date(2026, 11, 23)
#: A birth date that the hub refuses before it asks anybody.
IMPOSSIBLE = "no date"
#: Whoever is told apart by one letter, and by the sex.
TWINS = {"lou": "Loup", "loup": "Lou"}
#: What the registry answers whatever is typed, as long as it is near: no entry, or two of them.
SETTLED = {"fantome": "8", "homonyme": "6"}
PLACES = ("55140", "2A158", "97424", "75107", "13055")


@dataclass(frozen=True)
class Edit:
    """One change to what the registry has of somebody, as claims, and the answer's code."""

    login: str
    changed: Mapping[str, str]
    code: str

    @property
    def claims(self) -> dict[str, str]:
        """All six facts, with the change."""
        return facts(self.login, **self.changed)


@cache
def everybody() -> dict[str, Persona]:
    people = load_people(Path(__file__).parents[2] / "config" / "personas.toml", today=TODAY)
    return {persona.login: persona for persona in people}


def facts(login: str, **changed: str) -> dict[str, str]:
    """The facts of a persona as the registry has them, as claims."""
    names = ("given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry")
    return {name: getattr(everybody()[login], name) for name in names} | changed


def logins() -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(everybody()))


@st.composite
def one_letter(draw: st.DrawFn) -> Edit:
    """A letter replaced, inserted or deleted is a slip of the pen: rectified; what was not changed at all is found as it is."""
    login, field = draw(logins()), draw(st.sampled_from(["family_name", "given_name"]))
    kind = draw(st.sampled_from(["replace", "insert", "delete"]))
    letter = draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZéèçabcxyz"))
    name = facts(login)[field]
    at = draw(st.integers(0, len(name) - 1))
    # A ligature is two letters at once; whoever changes it has changed two.
    assume(kind == "insert" or name[at] != "Œ")
    edited = name[:at] + ("" if kind == "delete" else letter) + name[at + (kind != "insert"):]
    code = SETTLED.get(login, "2" if edited == name else "3")
    return Edit(login, {field: edited}, "6" if TWINS.get(login, "").upper() == edited.upper() else code)


@st.composite
def one_digit(draw: st.DrawFn) -> Edit:
    """Another year, or a day or month that both sides know, is another birth; what one side does not know is rectified."""
    login, at = draw(logins()), draw(st.sampled_from([0, 1, 2, 3, 5, 6, 8, 9]))
    born = facts(login)["birthdate"]
    edited = born[:at] + draw(st.sampled_from("0123456789")) + born[at + 1:]
    assume(edited != born)
    part = slice(0, 4) if at < 4 else slice(5, 7) if at < 7 else slice(8, 10)
    vague = at >= 4 and "00" in {born[part], edited[part]}
    code = SETTLED.get(login, "3" if vague else "4") if _is_date(edited) else IMPOSSIBLE
    return Edit(login, {"birthdate": edited}, code)


@st.composite
def another_place(draw: st.DrawFn) -> Edit:
    """Another place of birth is a single echo."""
    login, place = draw(logins()), draw(st.sampled_from(PLACES))
    assume(place != facts(login)["birthplace"])
    return Edit(login, {"birthplace": place, "birthcountry": "99100"}, SETTLED.get(login, "4"))


@st.composite
def another_sex(draw: st.DrawFn) -> Edit:
    """The other sex is a single echo, an undefined one is rectified; a twin then resembles the other one as well."""
    login, gender = draw(logins()), draw(st.sampled_from(["female", "male", "unspecified"]))
    known = facts(login)["gender"]
    assume(gender != known)
    code = "6" if login in TWINS else "3" if "unspecified" in {gender, known} else "4"
    return Edit(login, {"gender": gender}, SETTLED.get(login, code))


def edits() -> st.SearchStrategy[Edit]:
    """Any of them."""
    return st.one_of(one_letter(), one_digit(), another_place(), another_sex())


def _is_date(text: str) -> bool:
    year, month, day = (int(part) for part in text.split("-"))
    if month == 0:
        return day == 0
    try:
        return bool(date(year, month, day or 1))
    except ValueError:
        return False
