"""Whose spelling of a person travels to relying parties: the civil registry's, or her provider's (contract §2.2).

FranceConnect+ passes on what the provider says, because the registry is no qualified source, and sends the registry's values
beside it under names of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

__all__ = ["spelled"]

_PIVOT = ("given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry")
_OF_THE_REGISTRY = (*_PIVOT, "given_name_array")


def spelled(rectified: Mapping[str, Any], claims: Mapping[str, Any], by: Literal["rectified", "raw"]) -> dict[str, Any]:
    """The identity that scopes release: *rectified* itself, or the provider's *claims* with the registry's beside them."""
    if by == "rectified":
        return dict(rectified)
    own = {name: claims[name] for name in _PIVOT if claims.get(name) is not None}
    beside = {f"rnipp_{name}": rectified[name] for name in _OF_THE_REGISTRY}
    return {**rectified, **own, **beside}
