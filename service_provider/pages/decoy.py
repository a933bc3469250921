"""What a visit meets in place of an account that a code could confirm, so that no answer tells who has one (domain §2.4)."""

from __future__ import annotations

from typing import Any

from flask import session

from service_provider.accounts.confirming import Confirmation
from service_provider.accounts.mail_codes import GUESSES
from service_provider.accounts.mail_tokens import LETTERS_PER_HOUR
from service_provider.house import House

__all__ = ["begin", "guess", "resend"]


def begin(house: House) -> None:
    """A letter would have been sent now."""
    letters = session.get("decoy", {}).get("letters", 0)
    session["decoy"] = {"until": house.clock.now() + house.settings.code_lifetime, "failures": 0, "letters": letters + 1}


def guess(house: House) -> Confirmation:
    """A code was typed: always a wrong one, and from some moment on no other is allowed."""
    state: dict[str, Any] = session.get("decoy", {"until": 0, "failures": 0, "letters": 1})
    session["decoy"] = state = {**state, "failures": state["failures"] + 1}
    alive = state["failures"] < GUESSES and house.clock.now() < state["until"]
    return Confirmation.WRONG if alive else Confirmation.EXPIRED


def resend(house: House) -> bool:
    """Another letter was asked for: whether one would have been sent."""
    if session.get("decoy", {}).get("letters", 0) >= LETTERS_PER_HOUR:
        return False
    begin(house)
    return True
