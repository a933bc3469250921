"""A refusal as a matter to explain."""

from __future__ import annotations

from broker.diagnosis.entry import Matter
from broker.errors.base import Refusal

__all__ = ["matter_of"]


def matter_of(refusal: Refusal) -> Matter:
    """What *refusal* knows of its grounds."""
    finding = refusal.finding
    if finding is None:
        return Matter(rule=refusal.rule, reference=refusal.reference, code=refusal.code)
    return Matter(rule=refusal.rule, reference=refusal.reference, code=refusal.code, received=finding.received,
                  expected=finding.expected, given=finding.given, known=finding.known)
