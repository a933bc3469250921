"""A table of rules, read from top to bottom: the order of the rows is the order of the checks, and can be printed.

A row joins a predicate of this package with the refusal of the house that lists it, so that the rule is written once and each
house keeps its own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from doublure.journal import Trail

__all__ = ["Check", "Finding", "Row", "completed", "examine", "first_refusal"]

Q = TypeVar("Q", contravariant=True)
Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a predicate objects to: what was received, what was expected. Both are shown: never a secret, code or token.

    `given` is the value at fault as it was sent, and `known` the values it was compared with, for whoever looks for the exact
    difference: only of things that may be shown whole.
    """

    received: str
    expected: str
    given: str = ""
    known: tuple[str, ...] = ()


Check = Callable[[Asked], Finding | None]


@dataclass(frozen=True, slots=True)
class Row(Generic[Q]):
    """One rule of a table.

    `name` is stable and appears in the journal, `reference` names the text the rule enforces, `refusal` makes the exception to
    raise out of the finding and the question.
    """

    name: str
    check: Callable[[Q], Finding | None]
    reference: str
    refusal: Callable[[Finding, Q], Exception]


def first_refusal(rows: Iterable[Row[Asked]], question: Asked, trail: Trail | None = None) -> tuple[Row[Asked], Exception] | None:
    """The first row of *rows* that objects to *question* with its refusal, or `None`. Every row that ran is journalled."""
    for row in rows:
        finding = row.check(question)
        if finding is None:
            if trail is not None:
                trail.check(row.name, row.reference, passed=True)
            continue
        refusal = row.refusal(finding, question)
        if trail is not None:
            trail.check(row.name, row.reference, passed=False, received=finding.received, expected=finding.expected,
                        given=finding.given, known=finding.known, code=getattr(refusal, "code", None))
        return row, refusal
    return None


def examine(rows: Iterable[Row[Asked]], question: Asked, trail: Trail | None = None) -> None:
    """Run *rows* in order. Raises the refusal of the first that finds something."""
    refused = first_refusal(rows, question, trail)
    if refused is not None:
        raise refused[1]


def completed(rows: Iterable[Row[Asked]], floor: Iterable[Row[Asked]]) -> tuple[Row[Asked], ...]:
    """*rows*, then those of *floor* whose predicate is not among them.

    A house chooses order and words; it cannot drop an invariant by forgetting its row.
    """
    given = tuple(rows)
    known = {row.check for row in given}
    return (*given, *(row for row in floor if row.check not in known))
