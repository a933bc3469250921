"""What a platform makes of a provider's claims and the registry's extract: the pivot, and what scopes release (contract §2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broker.beside_pivot import beside_pivot
from broker.civil_registry import Extract
from broker.pivot import PivotIdentity

__all__ = ["as_provided", "in_part", "rectified"]

_FACTS = ("given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry")


def rectified(claims: Mapping[str, Any], extract: Extract) -> tuple[PivotIdentity, dict[str, Any]]:
    """Where the registry was asked: its facts; mail and name in use are the provider's, `idp_birthdate` is its raw date."""
    pivot = PivotIdentity.of(extract.claims())
    return pivot, _released(claims, pivot.claims() | {"given_name_array": list(extract.given_names)})


def as_provided(claims: Mapping[str, Any]) -> tuple[PivotIdentity, dict[str, Any]]:
    """Where no registry is asked: the provider's facts, presumed dates completed and places abroad emptied."""
    pivot = PivotIdentity.of(claims)
    return pivot, _released(claims, pivot.claims())


def in_part(claims: Mapping[str, Any], issuer: str) -> tuple[PivotIdentity, dict[str, Any]]:
    """Where the provider cannot yield the six facts: what it did say, of somebody known by her account at *issuer*."""
    told = {name: claims[name] for name in (*_FACTS, "email", "name") if claims.get(name) is not None}
    return PivotIdentity.at(issuer, claims), {**told, **beside_pivot(claims)}


def _released(claims: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    name = f"{facts['given_name']} {facts['family_name']}"
    return {**facts, "name": name, "email": claims["email"], "idp_birthdate": claims["birthdate"], **beside_pivot(claims)}
