"""What entries look at: functions that find in a matter what a text names, or say that it is about something else."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from broker.diagnosis.addresses import difference
from broker.diagnosis.entry import Applies, Matter, quoted

__all__ = ["address", "given_among", "given_begins", "late", "received", "shortfall"]

_SECONDS = re.compile(r"(\d+) s")
_NUMBER = re.compile(r"\d+")


def address(*kinds: str) -> Applies:
    """The given address misses the known ones in one of *kinds*, in any when none is named."""

    def applies(matter: Matter) -> Mapping[str, str] | None:
        found = difference(matter.given, matter.known)
        if found is None or (kinds and found.kind not in kinds):
            return None
        return {"nearest": quoted(found.nearest), "position": str(found.position), "here": _place(found.here),
                "there": _place(found.there), "length": str(len(matter.given)), "registered": str(len(matter.known)),
                "due": str(len(found.nearest))}

    return applies


def _place(text: str) -> str:
    return quoted(text) if text else "the end"


def given_among(values: Collection[str]) -> Applies:
    """The given value is one of *values*."""
    return lambda matter: {} if matter.given in values else None


def given_begins(*beginnings: str) -> Applies:
    """The given value begins so."""
    return lambda matter: {} if matter.given.startswith(beginnings) else None


def received(pattern: str) -> Applies:
    """What was received has *pattern*, whose named groups are facts."""
    compiled = re.compile(pattern)

    def applies(matter: Matter) -> Mapping[str, str] | None:
        found = compiled.search(matter.received)
        return None if found is None else found.groupdict()

    return applies


def late(matter: Matter) -> Mapping[str, str] | None:
    """So many seconds after the beginning, of so many allowed: how many too late."""
    after, within = _SECONDS.search(matter.received), _SECONDS.search(matter.expected)
    if after is None or within is None:
        return None
    return {"after": after[1], "within": within[1], "late": str(int(after[1]) - int(within[1]))}


def shortfall(matter: Matter) -> Mapping[str, str] | None:
    """So many characters, of so many needed."""
    length, needed = _NUMBER.search(matter.received), _NUMBER.search(matter.expected)
    if length is None or needed is None:
        return None
    return {"length": length[0], "needed": needed[0], "short": str(int(needed[0]) - int(length[0]))}
