"""Recent journeys, put together from the journal of every application."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from doublure.storage.control import ControlStore

__all__ = ["flow", "flows", "forget_flows"]

_LOG = "journal"
_READ = 10_000


def flows(control: ControlStore, *, client_id: str | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Summaries of the last journeys, newest first; of those in which *client_id* took part when given."""
    journeys = (_summary(trace, records) for trace, records in _by_trace(control).items())
    chosen = [journey for journey in journeys if client_id is None or client_id in journey["client_ids"]]
    return sorted(chosen, key=lambda journey: journey["started_at"], reverse=True)[:limit]


def flow(control: ControlStore, trace_id: str) -> dict[str, Any] | None:
    """One journey with all its records in order, or `None`."""
    records = _by_trace(control).get(trace_id)
    return None if records is None else {**_summary(trace_id, records), "records": records}


def forget_flows(control: ControlStore) -> None:
    """Forget every journey."""
    control.clear(_LOG)


def _by_trace(control: ControlStore) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for _, line in reversed(control.tail(_LOG, count=_READ)):
        record = json.loads(line)
        found.setdefault(record["thread"]["trace"], []).append(record)
    return found


def _summary(trace: str, records: list[dict[str, Any]]) -> dict[str, Any]:
    checks = [record["event"] for record in records if record["event"]["kind"] == "check"]
    parties = _distinct(record["client_id"] for record in records if record["client_id"])
    return {
        "trace_id": trace,
        # Whoever acts first in a journey is the relying party; the hub is itself a client later on.
        "client_id": parties[0] if parties else None,
        "client_ids": parties,
        "run": records[0]["thread"]["run"],
        "started_at": _moment(records[0]["at"]),
        "ended_at": _moment(records[-1]["at"]),
        "applications": _distinct(record["house"] for record in records),
        "events": [record["event"]["name"] for record in records if record["event"]["kind"] == "event"],
        "checks": len(checks),
        "refusals": [{"rule": check["rule"], "code": check["code"], "reference": check["reference"],
                      "received": check["received"], "expected": check["expected"]}
                     for check in checks if not check["passed"]],
    }


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
