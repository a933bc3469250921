"""The steps of key rotations in the control store: those a person took, and which keys an issuer says it has now."""

from __future__ import annotations

import json
from dataclasses import dataclass

from doublure.oidc.key_ring import KeyRing
from doublure.oidc.rotation import Step
from doublure.storage.control import ControlStore

__all__ = ["MOST_STEPS", "TakenStep", "add_step", "report", "reported", "steps_in", "steps_taken", "taken"]

#: Steps that are remembered: a process that slept through more starts from the file anyway.
MOST_STEPS = 30
_STEPS = "key-steps"
_REPORTS = "keys"


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step of the rotation of one issuer's keys; `at` in milliseconds since the epoch."""

    id: str
    step: Step
    at: int


def steps_taken(control: ControlStore, name: str) -> tuple[TakenStep, ...]:
    """The steps of the issuer *name* since the last reset, in order."""
    return steps_in(taken(control, name))


def taken(control: ControlStore, name: str) -> bytes | None:
    """The same as it is written: for whoever wants to know whether there are new ones."""
    return control.get(_STEPS, name)


def steps_in(raw: bytes | None) -> tuple[TakenStep, ...]:
    """The steps written in *raw*."""
    return tuple(TakenStep(each["id"], Step(each["step"]), each["at"]) for each in json.loads(raw)) if raw else ()


def add_step(control: ControlStore, name: str, step: TakenStep) -> None:
    """Have every process of the issuer *name* take *step*."""
    kept = [*steps_taken(control, name), step][-MOST_STEPS:]
    control.set(_STEPS, name, json.dumps([{"id": each.id, "step": each.step, "at": each.at} for each in kept]).encode())


def reported(control: ControlStore, name: str) -> list[dict[str, str]] | None:
    """`kid`, `alg` and `stage` of each key of the issuer *name*, as its processes last said; `None` when they have not."""
    raw = control.get(_REPORTS, name)
    found: list[dict[str, str]] | None = json.loads(raw) if raw else None
    return found


def report(control: ControlStore, name: str, ring: KeyRing) -> None:
    """Tell which keys the issuer *name* has."""
    stages = [{"kid": each.kid, "alg": each.alg, "stage": each.stage} for each in ring.signers("next", "signing", "previous")]
    if reported(control, name) != stages:
        control.set(_REPORTS, name, json.dumps(stages).encode())
