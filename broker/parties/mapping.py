"""How a provider's claims and levels become the hub's, as data: a provider that does not speak FranceConnect's dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, field_validator

from broker.levels import LEVELS
from broker.parties.fields import Registered

__all__ = ["ClaimMapping"]

_TRANSLATABLE = frozenset({
    "given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry", "email", "preferred_username",
})


class ClaimMapping(Registered):
    """What to read where. `sub` is never mapped: it is what ties userinfo to the ID token.

    `claims`: our name → theirs; dots step into objects (`address.country`). `values`: our name → their value → ours
    (`gender = { "F" = "female" }`). `constants`: our name → the value of everybody there; theirs is not looked at.
    `levels`: their `acr` → ours. `defaultAcr`: the level of an answer whose `acr` is absent or is no level to anybody.
    """

    claims: Mapping[str, str] = Field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    constants: Mapping[str, str] = Field(default_factory=dict)
    levels: Mapping[str, Literal["eidas1", "eidas2", "eidas3"]] = Field(default_factory=dict)
    default_acr: Literal["eidas1", "eidas2", "eidas3"] | None = Field(default=None, alias="defaultAcr")

    @field_validator("claims", "values", "constants")
    @classmethod
    def _ours(cls, table: Mapping[str, Any]) -> Mapping[str, Any]:
        if unknown := sorted(table.keys() - _TRANSLATABLE):
            raise ValueError(f"{unknown[0]!r} is no claim of an identity; they are {', '.join(sorted(_TRANSLATABLE))}")
        return table

    def identity(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """*claims* in our words. What is not mapped stays as it is."""
        read = {ours: _reached(claims, theirs) for ours, theirs in self.claims.items()}
        told = {**claims, **read, **self.constants}
        for ours, words in self.values.items():
            if isinstance(told.get(ours), str):
                told[ours] = words.get(told[ours], told[ours])
        return {name: value for name, value in told.items() if value is not None}

    def level(self, acr: object) -> object:
        """The level that *acr*, as the provider wrote it, means here. What nobody knows is the default, if there is one."""
        if isinstance(acr, str) and acr in self.levels:
            return self.levels[acr]
        unknown = acr is None or (isinstance(acr, str) and acr not in LEVELS)
        return self.default_acr if unknown and self.default_acr is not None else acr

    def asked(self, level: str) -> str | None:
        """The `acr_values` that ask the provider for *level* in its own words; `None` where it has none for it."""
        for theirs, ours in self.levels.items():
            if ours == level:
                return theirs
        return None if self.levels or self.default_acr else level


def _reached(claims: Mapping[str, Any], path: str) -> Any:
    if path in claims:  # a claim may be an address with dots in it
        return claims[path]
    found: Any = claims
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
