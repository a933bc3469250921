"""A journey explained: what was refused in it, and what did not happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from broker.diagnosis.attempts import Attempts
from broker.diagnosis.entry import Explanation, Matter
from broker.diagnosis.explaining import explain
from broker.diagnosis.silence import silences
from broker.diagnosis.watching import Watched
from broker.platforms import Platform

__all__ = ["diagnose"]

#: A journey that refuses more is a loop; the first ones tell why.
_MOST = 20


def diagnose(
    records: Sequence[Mapping[str, Any]], everybody: Attempts, hubs: Mapping[str, Platform], now: int
) -> tuple[Explanation, ...]:
    """The explanations of one journey, refusals first, none of them twice.

    *records* are the journal's, as JSON-ready data and in order; *everybody* the authorization requests of all journeys, *hubs*
    the platforms by the name of their application, *now* in milliseconds.
    """
    ours = [record for record in records if record["house"] in hubs]
    found = dict.fromkeys(explain(matter) for matter in (*_refused(ours), *_silent(ours, everybody, hubs, now)))
    return tuple(found)[:_MOST]


def _refused(records: Sequence[Mapping[str, Any]]) -> Iterator[Matter]:
    """Each check that failed; a refusal without one stands for itself."""
    told: list[str | None] = []
    for event in (record["event"] for record in records):
        if event["kind"] == "check" and not event["passed"]:
            told.append(event["code"])
            yield Matter(rule=event["rule"], reference=event["reference"], received=event["received"],
                         expected=event["expected"], given=event.get("given", ""), known=tuple(event.get("known", ())),
                         code=event["code"])
        elif event["kind"] == "event" and event["name"] == "REFUSED":
            facts = event["facts"]
            if facts["code"] in told:
                told.remove(facts["code"])
            else:
                yield Matter(rule=facts["rule"], received=facts["received"], expected=facts["expected"], code=facts["code"])


def _silent(
    records: Sequence[Mapping[str, Any]], everybody: Attempts, hubs: Mapping[str, Platform], now: int
) -> Iterator[Matter]:
    asked = everybody.of(records[0]["thread"]["trace"]) if records else None
    if asked is not None:
        lifetimes = hubs[asked.house].lifetimes
        yield from silences(Watched(records=records, asked=asked, attempts=everybody, lifetimes=lifetimes, now=now))
