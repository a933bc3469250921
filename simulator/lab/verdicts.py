"""What became of an armed scenario, judged by the journal of the journey that played it.

Where the hub must cope, the journal decides: no code may reach the relying party. Where the relying party must cope, the hub sees
only what it asks for afterwards; a silence is not called more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.lab.catalogue import Scenario, Variant

__all__ = ["Verdict", "judged"]

#: Which house plays a leg, by what it calls itself; the hub's own platforms begin with `hub`.
_HUB = "hub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`verdict` is PASS, FAIL, PASS_WITH_WARNING, PASS_WEAK, INCONCLUSIVE or NOT_RUN; `confidence` strong, medium or weak."""

    verdict: str
    confidence: str
    evidence: tuple[str, ...]


def judged(scenario: Scenario, variant: Variant, records: Sequence[Mapping[str, Any]]) -> Verdict:
    """The verdict on the *records* of one journey."""
    if not _delivered(scenario, records):
        return Verdict(verdict="NOT_RUN", confidence="strong", evidence=("the message of the scenario was never asked for",))
    return _of_the_hub(scenario, variant, records) if scenario.target == _HUB else _of_the_party(scenario, records)


def _delivered(scenario: Scenario, records: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the house of the leg has sent anything in this journey since the scenario was chosen."""
    houses = {record["house"] for record in records}
    if scenario.leg == "registry":
        return "registry" in houses
    return any(not house.startswith(_HUB) for house in houses) if scenario.leg == "identity-provider" else True


def _of_the_hub(scenario: Scenario, variant: Variant, records: Sequence[Mapping[str, Any]]) -> Verdict:
    accepted = any(event["kind"] == "message" and event["message"] == "authorization_response" and "code" in event["content"]
                   and event["direction"] == "sent" for event in _said_by_hub(records))
    codes = [event["facts"].get("code") for event in _said_by_hub(records)
             if event["kind"] == "event" and event["name"] == "REFUSED"]
    failed = any(event["kind"] == "event" and event["name"] == "IDP_CALLEDBACK_WITH_ERROR" for event in _said_by_hub(records))
    if accepted:
        good = scenario.outcome != "must_reject"
        evidence = ("the hub gave the relying party a code",)
        return Verdict(verdict="PASS" if good else "FAIL", confidence="strong", evidence=evidence)
    if not codes and not failed:
        return Verdict(verdict="INCONCLUSIVE", confidence="weak", evidence=("the journey has neither a code nor a refusal yet",))
    refusals = tuple(f"the hub refused with {code}" for code in codes) or ("the hub led back to the choice of a provider",)
    if scenario.outcome == "must_accept":
        return Verdict(verdict="FAIL", confidence="strong", evidence=refusals)
    wanted = variant.expectation.get("code")
    as_wanted = wanted is None or wanted in codes
    return Verdict(verdict="PASS" if as_wanted else "PASS_WITH_WARNING", confidence="strong",
                   evidence=refusals if as_wanted else (*refusals, f"expected was {wanted}"))


def _of_the_party(scenario: Scenario, records: Sequence[Mapping[str, Any]]) -> Verdict:
    """The strongest thing a hub sees of a relying party that believed a bad token: it goes on to userinfo with it."""
    asked = [event["message"] for event in _said_by_hub(records)
             if event["kind"] == "message" and event["direction"] == "received"]
    if "userinfo_request" in asked:
        bad = scenario.outcome == "must_reject"
        return Verdict(verdict="INCONCLUSIVE" if bad else "PASS", confidence="medium",
                       evidence=("the relying party went on to userinfo; whether it logged somebody in is not visible here",))
    weak = "PASS_WEAK" if scenario.outcome == "must_reject" else "INCONCLUSIVE"
    return Verdict(verdict=weak, confidence="weak", evidence=("the relying party fell silent after the message",))


def _said_by_hub(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [record["event"] for record in records if record["house"].startswith(_HUB)]
