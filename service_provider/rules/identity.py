"""The six facts that make a person for FranceConnect, as a relying party receives them (contract §2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service_provider.rules.names import fold, given_names_agree

__all__ = ["FRANCE", "Pivot", "pivot_from"]

#: INSEE code of France as a country of birth.
FRANCE = "99100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pivot:
    """The pivot identity. `birthdate` is `YYYY-MM-DD`, `00` for an unknown part; `birthplace` is empty when born abroad."""

    family_name: str
    given_name: str
    birthdate: str
    gender: str
    birthplace: str
    birthcountry: str

    def same_person(self, other: Pivot) -> bool:
        """Whether all six facts agree: names folded, given names as a list (domain §2.5 step 2)."""
        return (
            fold(self.family_name) == fold(other.family_name)
            and given_names_agree(self.given_name, other.given_name)
            and (self.birthdate, self.gender, self.birthplace, self.birthcountry)
            == (other.birthdate, other.gender, other.birthplace, other.birthcountry)
        )


def pivot_from(claims: Mapping[str, Any]) -> Pivot | None:
    """The pivot identity in verified userinfo *claims*, or `None` when one of the facts is missing.

    `birthplace` may be absent or empty: that of a person born abroad is.
    """
    facts = {name: claims.get(name) for name in ("family_name", "given_name", "birthdate", "gender", "birthcountry")}
    if not all(isinstance(value, str) and value for value in facts.values()):
        return None
    birthplace = claims.get("birthplace") or ""
    if not isinstance(birthplace, str) or (facts["birthcountry"] == FRANCE and not birthplace):
        return None
    return Pivot(birthplace=birthplace, **{name: str(value) for name, value in facts.items()})
