"""What the registry is asked, as the query of contract §5.6."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from doublure.exchange import Parameters

__all__ = ["Question", "QuestionRefused"]

_FORMS = {
    "rechercheType": re.compile(r"S"),
    "nom": re.compile(r"(?s).*\S.*"),
    "prenoms": re.compile(r"(?s).*\S.*"),
    "dateNaissance": re.compile(r"\d{8}", re.ASCII),
    "sexe": re.compile(r"[FMI]"),
    "codeLieuNaissance": re.compile(r"(?:\d{2}|2A|2B)\d{3}", re.ASCII),
}


class QuestionRefused(ValueError):  # noqa: N818 - the registry rejects it
    """A parameter that is missing, repeated, unknown or of another form; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An identity to be compared. `birthdate` is `YYYYMMDD`, `00` for what is unknown, `sex` F, M or I, `place` a COG code."""

    family_name: str
    given_names: str
    birthdate: str
    sex: str
    place: str

    @classmethod
    def of(cls, query: Parameters) -> Question:
        """The question in *query*. Raises `QuestionRefused`."""
        for name, form in _FORMS.items():
            values = query.all(name)
            if len(values) != 1 or not form.fullmatch(values[0]):
                raise QuestionRefused(name)
        if unknown := next((name for name in query.names() if name not in _FORMS), None):
            raise QuestionRefused(unknown[:40])
        given = query.as_dict()
        if not _in_a_calendar(given["dateNaissance"]):
            raise QuestionRefused("dateNaissance")
        return cls(family_name=given["nom"], given_names=given["prenoms"], birthdate=given["dateNaissance"],
                   sex=given["sexe"], place=given["codeLieuNaissance"])


def _in_a_calendar(text: str) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if month == 0 and day:
        return False
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return False
    return True
