"""What the civil registry says: a code, and the person as it spells her."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from broker.pivot import FRANCE

__all__ = ["Answer", "Extract", "Unusable", "question"]

_SEXES = {"female": "F", "male": "M", "unspecified": "I"}
_GENDERS = {letter: gender for gender, letter in _SEXES.items()}
_COG = re.compile(r"(?:\d{2}|2A|2B)\d{3}", re.ASCII)
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_LONGEST = 256


class Unusable(ValueError):  # noqa: N818 - said of an answer
    """An answer that says nothing that could be believed; the text names the fact, never its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """A person of the registry. `birthdate` is `YYYY-MM-DD`, `00` for what is unknown; `place` is a COG code."""

    given_names: tuple[str, ...]
    family_name: str
    birthdate: str
    gender: str
    place: str

    @classmethod
    def of(cls, *, given_names: Sequence[Any], family_name: Any, birthdate: Any, sex: Any, place: Any) -> Extract:
        """The person of these facts as they were received. Raises `Unusable` for one that cannot be."""
        names = [*given_names, family_name]
        if not given_names or not all(isinstance(name, str) and name.strip() for name in names):
            raise Unusable("a name is missing")
        if max(len(family_name), len(" ".join(given_names))) > _LONGEST:
            raise Unusable("a name of more than 256 characters")
        if not isinstance(place, str) or not _COG.fullmatch(place):
            raise Unusable("the place is no COG code")
        if sex not in _GENDERS:
            raise Unusable("the sex is none of F, M, I")
        return cls(given_names=tuple(given_names), family_name=family_name, birthdate=_written(birthdate),
                   gender=_GENDERS[sex], place=place)

    def claims(self) -> dict[str, str]:
        """The six facts by the names of the claims, a place abroad as the country it is (contract §5.6)."""
        abroad = self.place.startswith("99")
        return {
            "given_name": " ".join(self.given_names), "family_name": self.family_name, "birthdate": self.birthdate,
            "gender": self.gender, "birthplace": "" if abroad else self.place, "birthcountry": self.place if abroad else FRANCE,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`code` is the registry's own, `2` to `9` as far as described; `extract` is there where it found somebody."""

    code: str
    deceased: bool = False
    extract: Extract | None = None


def question(claims: Mapping[str, Any]) -> dict[str, str]:
    """The parameters that ask for the person of *claims*, already validated (contract §5.6)."""
    place = str(claims.get("birthplace") or "")
    return {
        "rechercheType": "S",
        "nom": str(claims["family_name"]),
        "prenoms": str(claims["given_name"]),
        "dateNaissance": str(claims["birthdate"]).replace("-", ""),
        "sexe": _SEXES[str(claims["gender"])],
        "codeLieuNaissance": place if _COG.fullmatch(place) else str(claims["birthcountry"]),
    }


def _written(value: Any) -> str:
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Unusable("the birth date is not YYYYMMDD")
    year, month, day = found.groups()
    if month == "00" and day != "00":
        raise Unusable("a day without its month")
    try:
        date(int(year), int(month) or 1, int(day) or 1)
    except ValueError:
        raise Unusable("the birth date is in no calendar") from None
    return f"{year}-{month}-{day}"
