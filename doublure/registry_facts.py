"""What the table `registry` of a person may say: the facts that the civil registry has otherwise than the file."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CLAIMS", "checked"]

#: The claims of a person, in the order of the published table.
CLAIMS = (
    "given_name", "family_name", "preferred_username", "gender", "birthdate", "birthplace", "birthcountry", "email",
)
_STATUSES = ("known", "unknown", "deceased", "rejected")


def checked(facts: Mapping[str, str | int]) -> Mapping[str, str | int]:
    """*facts* if a registry can have them. Raises `ValueError` with a sentence."""
    if unknown := sorted(facts.keys() - {*CLAIMS, "status", "lookalikes", "scenario"}):
        raise ValueError(f"'{unknown[0]}' is nothing a registry has; use a claim, status, lookalikes or scenario")
    if facts.get("status", "known") not in _STATUSES:
        raise ValueError(f"status must be one of {', '.join(_STATUSES)}")
    if str(facts.get("lookalikes", 0)) not in set("0123456789"):
        raise ValueError("lookalikes must be a number from 0 to 9")
    return facts
