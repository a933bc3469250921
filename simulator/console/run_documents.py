"""What the control API's calls about runs take and give."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from doublure.armed_rules import Order, Rule
from doublure.autopilot import Wish
from doublure.runs import Run
from doublure.settings import Settings
from simulator.console.flows import moment
from simulator.lab.catalogue import Scenario

__all__ = ["RUN_MODELS", "RUN_SCHEMAS", "RunOrder", "rule_shown", "run_shown", "scenario_shown"]

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_WHOLE = {"type": "integer"}
_MOMENT = {"type": "string", "format": "date-time"}


class RunOrder(Settings):
    """What `POST /api/runs` takes. A name is made when none is given; `autopilot` is how all its journeys log in."""

    run: str | None = Field(None, pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    autopilot: Wish | None = None


#: Bodies that a call takes.
RUN_MODELS = (RunOrder, Order)

RUN_SCHEMAS: dict[str, dict[str, Any]] = {
    "Run": {"type": "object", "required": ["run", "issuers", "made_at"], "additionalProperties": False, "properties": {
        "run": _TEXT,
        "token": {"type": "string", "description": "opens this run's calls where the console wants a token; shown once"},
        "issuers": {"type": "object", "additionalProperties": _TEXT, "description": "issuer by platform"},
        "autopilot": _MAYBE, "made_at": _MOMENT}},
    "Rule": {"type": "object", "required": ["id", "times", "played", "match"], "additionalProperties": False, "properties": {
        "id": _TEXT, "run": _MAYBE, "scenario": _MAYBE, "variant": _MAYBE, "autopilot": _MAYBE, "times": _WHOLE, "played": _WHOLE,
        "ttl_s": _WHOLE, "expires_at": _MOMENT, "match": {"type": "object", "additionalProperties": _MAYBE}}},
    "Scenario": {"type": "object", "required": ["id", "title", "leg", "target", "class", "variants"], "properties": {
        "id": _TEXT, "title": _TEXT, "leg": _TEXT, "target": _TEXT, "class": {"enum": ["must_reject", "must_accept", "may"]},
        "references": {"type": "array", "items": _TEXT}, "teaching": _TEXT, "variants": {"type": "array", "items": {
            "type": "object", "required": ["name", "title"], "properties": {"name": _TEXT, "title": _TEXT}}}}},
    "Verdict": {"type": "object", "required": ["scenario", "verdict", "confidence", "evidence"], "additionalProperties": False,
                "properties": {
                    "scenario": _TEXT, "variant": _MAYBE, "trace_id": _MAYBE, "verdict": {"enum": [
                        "PASS", "FAIL", "PASS_WITH_WARNING", "PASS_WEAK", "INCONCLUSIVE", "NOT_RUN"]},
                    "confidence": {"enum": ["strong", "medium", "weak"]}, "evidence": {"type": "array", "items": _TEXT}}},
}


def run_shown(run: Run, issuers: dict[str, str], *, with_token: bool = False) -> dict[str, Any]:
    """*run*; its token only to whoever began it."""
    token = {"token": run.token} if with_token else {}
    return {"run": run.run, **token, "issuers": issuers, "autopilot": run.autopilot, "made_at": moment(run.made_at * 1000)}


def rule_shown(rule: Rule, played: int) -> dict[str, Any]:
    """*rule* and how often it has played."""
    fields = rule.model_dump(mode="json", exclude={"match", "expires_at"})
    match = rule.match.model_dump(exclude_none=True)
    return {**fields, "match": match, "played": played, "expires_at": moment(rule.expires_at * 1000)}


def scenario_shown(identifier: str, scenario: Scenario) -> dict[str, Any]:
    """One row of the catalogue."""
    fields = scenario.model_dump(mode="json", by_alias=True, exclude={"variants"})
    variants = [{"name": name, "title": variant.title} for name, variant in scenario.variants.items()]
    return {"id": identifier, **fields, "variants": variants}
