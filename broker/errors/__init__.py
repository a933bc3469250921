"""The refusals of the hub as classes: code, status, wire error, sentence for the person, note for support.

One module per subject; `catalogue()` lists them all, and `docs/errors.md` is generated from it. Codes beginning with `Y` are
FranceConnect's (contract §7); `P` and four digits are ours, for cases the real hub does not know.
"""

from __future__ import annotations

from broker.errors import (
    accidents,
    accounts,
    asking,
    autopilot,
    checking,
    civil_registry,
    credentials,
    forms,
    identity,
    interaction,
    leaving,
    metadata,
    reading,
    refreshing,
    returning,
    session,
    strict,
    tokens,
    travelling,
)
from broker.errors.base import Refusal, Way

__all__ = ["Refusal", "Way", "catalogue"]

_MODULES = (
    asking, metadata, strict, travelling, session, forms, accidents, returning, interaction, identity, civil_registry, accounts,
    credentials, tokens, reading, refreshing, leaving, autopilot, checking,
)


def catalogue() -> tuple[type[Refusal], ...]:
    """Every refusal with a code, ordered by code."""
    found = [
        entry
        for module in _MODULES
        for entry in vars(module).values()
        if isinstance(entry, type) and issubclass(entry, Refusal) and "code" in vars(entry)
    ]
    return tuple(sorted(set(found), key=lambda refusal: (refusal.code, refusal.__name__)))
