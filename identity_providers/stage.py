"""How far a login in mode `realistic` has come."""

from __future__ import annotations

from dataclasses import dataclass

from identity_providers.realistic import Proof

__all__ = ["Stage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The second step that waits, kept with the login.

    `login` is who the first page recognised, empty for nobody yet and for nobody at all, `proof` what it has proven; `place`
    counts the plugin's steps;
    `ends_at` is in seconds since the epoch. What a step keeps beside that: the keyed digest of a `code` that was mailed and how
    many were `sent`; a `request` to the phone `number` with its number to compare, or the short `code` for a phone to take it up.
    """

    login: str = ""
    proof: Proof = Proof.NOTHING
    place: int = 0
    ends_at: int
    code: str = ""
    sent: int = 0
    number: str = ""
    request: str = ""
    matching: str = ""
