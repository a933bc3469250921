"""What a provider says of a person beside the pivot, fit to be passed on (contract §2.2; OpenID Connect Core §5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["beside_pivot"]

#: The type each of these must have.
_KINDS: Mapping[str, type] = {
    "preferred_username": str, "email_verified": bool, "phone_number": str, "phone_number_verified": bool, "address": dict,
}


def beside_pivot(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The claims of *claims* that are no fact of the civil registry; what is empty or of another type is absent."""
    found: dict[str, Any] = {}
    for name, kind in _KINDS.items():
        value = claims.get(name)
        if isinstance(value, kind) and (value or kind is bool):
            found[name] = _address(value) if isinstance(value, dict) else value
    return found


def _address(parts: Mapping[str, Any]) -> dict[str, str]:
    """Core §5.1.1: the parts, and the whole as it stands on an envelope."""
    told = {name: value for name, value in parts.items() if isinstance(value, str) and value}
    if "formatted" in told:
        return told
    town = " ".join(told[name] for name in ("postal_code", "locality") if name in told)
    lines = (told.get("street_address", ""), town, told.get("country", ""))
    return {"formatted": "\n".join(line for line in lines if line), **told}
