"""What somebody has typed so far. It stays on our side: numbers and addresses never travel in a cookie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service_provider.rules.identity import Pivot
from service_provider.rules.nir import group_nir

__all__ = ["Draft", "FromFranceConnect", "tidy"]

#: Never kept, not even here.
_SECRET = frozenset({"password", "password_confirmation", "csrf_token"})
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class FromFranceConnect:
    """Who is registering, when FranceConnect has said so. `pivot` is `None` when it did not give all six facts."""

    issuer: str
    sub: str
    pivot: Pivot | None
    usage_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One registration under way. `id` becomes the identifier of the account, so that the same draft makes one only."""

    id: str
    typed: Mapping[str, str]
    arrival: FromFranceConnect | None = None

    @property
    def pivot(self) -> Pivot | None:
        """The verified civil status, which then cannot be typed."""
        return None if self.arrival is None else self.arrival.pivot

    def with_typed(self, fields: Mapping[str, str], *, of: frozenset[str]) -> Draft:
        """The draft with the fields *of* one step as they are in *fields*: a box that is not there is not ticked."""
        kept = {name: value for name, value in self.typed.items() if name not in of}
        fresh = {name: tidy(fields[name]) for name in of - _SECRET if name in fields}
        if "nir" in fresh:
            fresh["nir"] = group_nir(fresh["nir"])  # shown back as people read it (AMB-05)
        return replace(self, typed={**kept, **fresh})

    def without(self, *names: str) -> Draft:
        """The draft without these fields."""
        return replace(self, typed={name: value for name, value in self.typed.items() if name not in names})


def tidy(text: str) -> str:
    """*text* on one line, without spaces around it, and of a length that a form can have."""
    return " ".join(text.split())[:_LONGEST]
