"""The verdicts of a run: one for each journey that played a scenario, and one for each rule that nobody met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from doublure.armed import Rule
from simulator.console.flows import Record
from simulator.lab.catalogue import Catalogue, UnknownScenario
from simulator.lab.verdicts import Verdict, judged

__all__ = ["verdicts_of"]


def verdicts_of(records: Iterable[Record], rules: Sequence[Rule], catalogue: Catalogue) -> list[dict[str, Any]]:
    """The verdicts on *records* of one run and its *rules*."""
    journeys: dict[str, list[Record]] = {}
    for record in records:
        journeys.setdefault(record["thread"]["trace"], []).append(record)
    found = [verdict for trace, written in journeys.items() if (verdict := _of_journey(trace, written, catalogue)) is not None]
    met = {(each["scenario"], each["variant"]) for each in found}
    waiting = Verdict(verdict="NOT_RUN", confidence="strong", evidence=("no journey has met the rule",))
    return found + [_shown(rule.scenario, rule.variant, None, waiting) for rule in rules
                    if rule.scenario is not None and (rule.scenario, rule.variant) not in met]


def _of_journey(trace: str, records: list[Record], catalogue: Catalogue) -> dict[str, Any] | None:
    played = next((record["thread"] for record in reversed(records) if record["thread"]["scenario"]), None)
    if played is None:
        return None
    try:
        variant = catalogue.variant(played["scenario"], played["variant"])
    except UnknownScenario:
        return None
    verdict = judged(catalogue.scenarios[played["scenario"]], variant, records)
    return _shown(played["scenario"], played["variant"], trace, verdict)


def _shown(scenario: str, variant: str | None, trace: str | None, verdict: Verdict) -> dict[str, Any]:
    return {"scenario": scenario, "variant": variant, "trace_id": trace, **asdict(verdict)}
