"""A logout in progress (contract §1.7)."""

from __future__ import annotations

from dataclasses import dataclass

from doublure.journal import Thread

__all__ = ["Leaving"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Who asked, where to return and with what state; `session_id` is the browser session to end, if there is one.

    `sub` is whom the hint proves to be meant, `None` without one.
    """

    client_id: str
    return_to: str | None
    state: str | None
    thread: Thread
    session_id: str | None = None
    sub: str | None = None
