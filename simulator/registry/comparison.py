"""From likenesses to the registry's answer (contract §5.6).

1. Entries whose every trait is the same: one is the person, several are several echoes.
2. Otherwise those that come near: *close* ones, one slip of the pen away; those known by the *name in use* only; *echoes*, in
   which date, sex or place differs, or two slips were made. Several of them, of whatever kind, are several echoes; one gives
   its own code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.registry.entries import Entry
from simulator.registry.likeness import Likeness, Near, liken
from simulator.registry.question import Question

__all__ = ["Verdict", "compare"]

FOUND, RECTIFIED, ECHO, SEVERAL, NAME_IN_USE, NOBODY, REJECTED = "2", "3", "4", "6", "7", "8", "9"
_TWO_SLIPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`code` is the answer, `entry` the person it speaks of, if it does; `candidates` who was near, for the journal."""

    code: str
    entry: Entry | None = None
    candidates: tuple[Likeness, ...] = ()


def compare(question: Question, entries: Iterable[Entry]) -> Verdict:
    """The registry's true answer to *question*."""
    likenesses = [liken(question, entry) for entry in entries]
    same = [likeness for likeness in likenesses if likeness.count(Near.SAME) == len(likeness.traits)]
    candidates = tuple(same or [likeness for likeness in likenesses if _kind(likeness) != NOBODY])
    if not candidates:
        return Verdict(code=NOBODY)
    if len(candidates) > 1:
        return Verdict(code=SEVERAL, candidates=candidates)
    [likeness] = candidates
    code = _kind(likeness)
    if code not in {FOUND, RECTIFIED}:
        return Verdict(code=code, candidates=candidates)
    if likeness.entry.rejected:
        return Verdict(code=REJECTED, candidates=candidates)
    code = FOUND if _written_alike(question, likeness.entry) else RECTIFIED
    return Verdict(code=code, entry=likeness.entry, candidates=candidates)


def _kind(likeness: Likeness) -> str:
    """The code that this entry alone would give."""
    far, close = likeness.count(Near.FAR), likeness.count(Near.CLOSE)
    if far == 0:
        return RECTIFIED if close <= 1 else ECHO if close == _TWO_SLIPS else NOBODY
    if far > 1 or close:
        return NOBODY
    if likeness.family_name is Near.FAR:
        return NAME_IN_USE if likeness.in_use else NOBODY
    # Who shares everything but a given name is a brother or sister, born the same day.
    return NOBODY if likeness.given_names is Near.FAR else ECHO


def _written_alike(question: Question, entry: Entry) -> bool:
    asked = (question.family_name, question.given_names, question.birthdate, question.sex, question.place)
    return asked == (entry.family_name, " ".join(entry.given_names), entry.birthdate, entry.sex, entry.place)
