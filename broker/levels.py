"""Assurance levels (acr): their order, which one a request means, which one a provider must be asked for.

Contract §4; the levels are those of eIDAS, Implementing Regulation (EU) 2015/1502.
"""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["LEVELS", "asked_of", "at_least", "reachable", "selected", "told", "withstands_suspicion"]

#: Every known level, lowest first.
LEVELS = ("eidas1", "eidas2", "eidas3")


def rank(level: str) -> int:
    """Position of *level*; -1 for an unknown one, which is therefore below every known one."""
    return LEVELS.index(level) if level in LEVELS else -1


def at_least(level: str, wanted: str) -> bool:
    """Whether *level* is known and not below *wanted*."""
    return rank(level) >= rank(wanted) >= 0


def selected(acr_values: str, default: str) -> str:
    """The level a request means: the lowest known one it names, the platform's *default* when it names none."""
    known = [level for level in LEVELS if level in acr_values.split()]
    return known[0] if known else default


def asked_of(wanted: str, allowed: Collection[str]) -> str:
    """The one level to ask an identity provider for: what is wanted, but never below its own lowest."""
    lowest = min(allowed, key=rank, default=wanted)
    return max(wanted, lowest, key=rank)


def reachable(wanted: str, allowed: Collection[str]) -> bool:
    """Whether a provider with the levels *allowed* can reach *wanted*."""
    return any(at_least(level, wanted) for level in allowed)


def told(level: str, asked: str, levels: Collection[str], vouched: Collection[str] | None) -> str:
    """What a relying party is told (contract §4): the provider's *level*, the one *asked* where it is none of the platform's
    *levels*; when a session answers for the person, no more than the highest of those *vouched* for.
    """
    own = level if level in levels else asked
    return own if vouched is None else min(own, max(vouched, key=rank, default=own), key=rank)


def withstands_suspicion(allowed: Collection[str]) -> bool:
    """Whether a provider may be used in a suspicious context: even its lowest level is substantial (contract §4)."""
    return at_least(min(allowed, key=rank, default=""), "eidas2")
