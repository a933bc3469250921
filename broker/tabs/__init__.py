"""Which browser may go on with which journey: `latest` as FranceConnect has it, `each` for one context a tab (design §3)."""

from __future__ import annotations

from dataclasses import dataclass

from broker.journey import Journey
from broker.session import Session

__all__ = ["Visit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A browser (`session_id`, `session`) at a station of `journey`.

    `secret` is what only this browser knows for this journey: forms and returns are bound to it. `replaces` is the session
    identifier that this one renews. `signs_in` says that the session itself is new or changed; `forgotten` are cookies of
    journeys that this one makes too many.
    """

    session_id: str
    session: Session
    journey: Journey
    secret: str
    replaces: str | None = None
    signs_in: bool = False
    forgotten: tuple[str, ...] = ()
