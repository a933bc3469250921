"""What a fake tells of a login: the `sub`, the level, and which claims a granted scope releases at userinfo."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

__all__ = ["CLAIMS", "RELEASED", "SCOPES", "claims_for", "level_for", "subject_of"]

#: OpenID Connect Core §5.4 for what identity providers have; `birth` is FranceConnect's (contract §5.1). A scope that is
#: absent here releases nothing.
RELEASED: Mapping[str, tuple[str, ...]] = {
    "profile": ("given_name", "family_name", "preferred_username", "gender", "birthdate"),
    "birth": ("birthplace", "birthcountry"),
    "email": ("email", "email_verified"),
    "phone": ("phone_number", "phone_number_verified"),
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

#: What a fake knows of scopes; others are ignored (Core §3.1.2.1).
SCOPES = ("openid", *RELEASED)

#: What a fake may say, in the ID token and at userinfo.
CLAIMS = (
    "sub", "iss", "aud", "iat", "exp", "nonce", "auth_time", "acr", "amr",
    *dict.fromkeys(claim for claims in RELEASED.values() for claim in claims),
)


def claims_for(scope: tuple[str, ...], identity: Mapping[str, Any]) -> dict[str, Any]:
    """The part of *identity* that *scope* releases, in the order of the identity.

    A provider of this kind has seen mail address and telephone before it opens an account: both are verified, unless the
    identity says otherwise. `None` leaves a claim out.
    """
    released = {claim for name in scope for claim in RELEASED.get(name, ())}
    verified = {f"{name}_verified": True for name in ("email", "phone_number") if identity.get(name)}
    claims = {**identity, **verified, **{claim: identity[claim] for claim in verified if claim in identity}}
    return {claim: value for claim, value in claims.items() if claim in released and value is not None}


def level_for(asked: tuple[str, ...], levels: tuple[str, ...]) -> str:
    """The level of a login: the first one asked that this provider reaches, else its lowest (Core §3.1.2.1: a preference)."""
    return next((level for level in asked if level in levels), levels[0])


def subject_of(login: str) -> str:
    """The `sub` of who has this *login*: its SHA-256 in hexadecimal, as FranceConnect's demonstration provider has it (§11.1)."""
    return hashlib.sha256(login.encode()).hexdigest()
