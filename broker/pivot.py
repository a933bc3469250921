"""The six facts that make a person, as the civil registry would write them.

`validate` judges what an identity provider sent, claim by claim (contract §5.4); `PivotIdentity.of` keeps the six facts in
the form that travels to relying parties (contract §2.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import category

from doublure.mail_address import normal_address
from doublure.oidc.provider.table import Finding

__all__ = ["FRANCE", "PivotIdentity", "validate"]

#: INSEE code of France as a country of birth.
FRANCE = "99100"

#: Controls, formats (zero width, direction), private signs, line separators: no letters of any name.
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_COG = re.compile(r"(?:\d{2}|2A|2B)\d{3}")
_BIRTHDATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class PivotIdentity:
    """The identité pivot: given names, family name, birth date, gender, place and country of birth (INSEE codes).

    `birthdate` is complete (`YYYY-MM-DD`; unknown parts are `01`), `birthplace` is empty for a birth abroad. Of a person whose
    provider cannot yield the six facts, `account` says which one she is: the provider's issuer and her `sub` there.
    """

    given_name: str
    family_name: str
    birthdate: str
    gender: str
    birthplace: str
    birthcountry: str
    account: str = ""

    @classmethod
    def at(cls, issuer: str, claims: Mapping[str, Any]) -> PivotIdentity:
        """Whoever *issuer* calls by the `sub` of *claims*: known by that alone, whatever names come with it (Core §5.7)."""
        names = {name: str(claims.get(name, "")) for name in ("given_name", "family_name")}
        return cls(**names, birthdate="", gender="", birthplace="", birthcountry="", account=f"{issuer} {claims['sub']}")

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> PivotIdentity:
        """The identity in *claims*, already validated, with presumed dates completed and foreign places emptied."""
        country = str(claims["birthcountry"])
        return cls(
            given_name=str(claims["given_name"]),
            family_name=str(claims["family_name"]),
            birthdate=str(claims["birthdate"]).replace("-00", "-01"),
            gender=str(claims["gender"]),
            birthplace=str(claims.get("birthplace", "")) if country == FRANCE else "",
            birthcountry=country,
        )

    def facts(self) -> tuple[str, ...]:
        """What tells her apart: the six facts in their fixed order, or her account where they are not known."""
        if self.account:
            return (self.account,)
        return self.given_name, self.family_name, self.birthdate, self.gender, self.birthplace, self.birthcountry

    def claims(self) -> dict[str, Any]:
        """The identity as claims, the given names also one by one."""
        return {
            "given_name": self.given_name, "given_name_array": self.given_name_array, "family_name": self.family_name,
            "birthdate": self.birthdate, "gender": self.gender, "birthplace": self.birthplace, "birthcountry": self.birthcountry,
        }

    @property
    def given_name_array(self) -> list[str]:
        """The given names one by one; a compound name stays one element."""
        return self.given_name.split()


def validate(claims: Mapping[str, Any], *, whole: bool = True) -> Finding | None:
    """What is wrong with an identity received from a provider, or `None`. Names the claim, never its value.

    Of one that need not be *whole*, what is there is judged, and only the `sub` is owed.
    """
    for name, judge, expected in _RULES:
        value = claims.get(name)
        owed = whole or name == "sub"
        if not judge(value) and (owed or value is not None):
            return Finding(received=f"{name}: {'absent' if value is None else 'unusable'}", expected=f"{name}: {expected}")
    if whole and claims.get("birthcountry") == FRANCE and not _is_cog(claims.get("birthplace")):
        return Finding(received="birthplace: absent or unusable", expected="birthplace: INSEE code for a birth in France")
    usage = claims.get("preferred_username")
    if usage is not None and not (isinstance(usage, str) and _is_visible(usage)):
        return Finding(received="preferred_username: unusable", expected="preferred_username: visible text, or absent")
    return None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value.strip()) <= 256 and _is_visible(value)


def _is_visible(text: str) -> bool:
    # What nobody can see, or what turns the line around, makes one name pass for another on the page that shows it.
    return not any(category(sign) in _UNSEEN for sign in text)


def _is_birthdate(value: object) -> bool:
    found = _BIRTHDATE.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return False
    year, month, day = (int(part) for part in found.groups())
    if month == 0:
        return day == 0  # a day without its month says nothing: contract §5.4 refuses it
    try:
        date(year, month, day or 1)
    except ValueError:
        return False
    return True


def _is_cog(value: object) -> bool:
    return isinstance(value, str) and bool(_COG.fullmatch(value))


def _is_email(value: object) -> bool:
    return isinstance(value, str) and normal_address(value) is not None


_RULES = (
    ("sub", lambda value: isinstance(value, str) and bool(value), "text"),
    ("given_name", _is_name, "1 to 256 visible characters"),
    ("family_name", _is_name, "1 to 256 visible characters"),
    ("birthdate", _is_birthdate, "YYYY-MM-DD, YYYY-MM-00 or YYYY-00-00"),
    ("gender", lambda value: value in {"female", "male", "unspecified"}, "female, male or unspecified"),
    ("birthcountry", _is_cog, "INSEE code of a country"),
    ("email", _is_email, "an e-mail address"),
)
