"""A key rotation in steps (Core §10.1.1): publish the next keys, sign with them, retire the previous ones.

Between two steps a relying party's cache has time to follow; what was signed before stays verifiable until the last step.
"""

from __future__ import annotations

from enum import StrEnum

from doublure.oidc.key_ring import KeyRing

__all__ = ["Step", "StepRefused", "objection", "rotated"]


class Step(StrEnum):
    """The steps, in order."""

    PUBLISH = "publish"
    USE = "use"
    RETIRE = "retire"


class StepRefused(ValueError):  # noqa: N818 - said of the step
    """A step out of order; the message says which one comes first."""


def objection(step: Step, stages: frozenset[str]) -> str | None:
    """Why *step* cannot be taken with keys at *stages*, `None` when it can."""
    if step is Step.PUBLISH:
        return "the next keys are published already: the next step is 'use'" if "next" in stages else None
    if step is Step.USE:
        return None if "next" in stages else "no next keys are published: the step before is 'publish'"
    return None if "previous" in stages else "there are no previous keys: the step before is 'use'"


def rotated(ring: KeyRing, step: Step) -> KeyRing:
    """*ring* after *step*, for every algorithm at once. Raises `StepRefused`."""
    refused = objection(step, frozenset(signer.stage for signer in ring.signers("next", "signing", "previous")))
    if refused:
        raise StepRefused(refused)
    if step is Step.PUBLISH:
        for alg in ring.algorithms():
            ring = ring.announced(alg)
    elif step is Step.USE:
        for signer in ring.signers("next"):
            ring = ring.promoted(signer.kid)
    else:
        for signer in ring.signers("previous"):
            ring = ring.without(signer.kid)
    return ring
