"""Which claims a granted scope releases at userinfo, and what the ID token says: the policy of every fake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["RELEASED", "claims_for", "level_for"]

#: OpenID Connect Core §5.4 for what identity providers have; `birth` is FranceConnect's (contract §5.1). A scope that is
#: absent here releases nothing.
RELEASED: Mapping[str, tuple[str, ...]] = {
    "profile": ("given_name", "family_name", "preferred_username", "gender", "birthdate"),
    "birth": ("birthplace", "birthcountry"),
    "email": ("email",),
    "phone": ("phone_number",),
    "address": ("address",),
    "identite_pivot": ("given_name", "family_name", "gender", "birthdate", "birthplace", "birthcountry"),
    "given_name": ("given_name",),
    "family_name": ("family_name",),
    "preferred_username": ("preferred_username",),
    "gender": ("gender",),
    "birthdate": ("birthdate",),
    "birthplace": ("birthplace",),
    "birthcountry": ("birthcountry",),
}


def claims_for(scope: tuple[str, ...], identity: Mapping[str, Any]) -> dict[str, Any]:
    """The part of *identity* that *scope* releases, in the order of the identity."""
    released = {claim for name in scope for claim in RELEASED.get(name, ())}
    return {claim: value for claim, value in identity.items() if claim in released}


def level_for(asked: tuple[str, ...], levels: tuple[str, ...]) -> str:
    """The level of a login: the first one asked that this provider reaches, else its lowest (Core §3.1.2.1: a preference)."""
    return next((level for level in asked if level in levels), levels[0])
