"""What holds a journey together: it travels with every stage, across every house."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Thread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """What travels with a journey: its trace id, the run it belongs to, the scenario armed for it and which form of it.

    `client` is the relying party at its beginning; `autopilot` (`persona@provider`) logs in without a screen; `own_issuer` says
    that it walks below its run's own issuer.
    """

    trace: str
    run: str | None = None
    scenario: str | None = None
    variant: str | None = None
    client: str | None = None
    autopilot: str | None = None
    own_issuer: bool = False
