"""A journey's records as the rows of a page: what was refused, sent and done in full, what was respected in one line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

__all__ = ["rows"]


def rows(records: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row for each record, but only one for consecutive checks of one application that all passed."""
    kept = list(records)
    groups = [(house, quiet, list(group)) for (house, quiet), group in groupby(kept, key=_sort)]
    return [_row(record, kept[0]["at"], house, group if quiet else [])
            for house, quiet, group in groups for record in (group[:1] if quiet else group)]


def _row(record: Mapping[str, Any], start: int, house: str, passed: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    event = record["event"]
    return {"after": record["at"] - start, "house": house, "event": event, "passed": [each["event"] for each in passed],
            "content": json.dumps(event.get("content"), ensure_ascii=False, indent=2)}


def _sort(record: Mapping[str, Any]) -> tuple[str, bool]:
    event = record["event"]
    return record["house"], event["kind"] == "check" and event["passed"]
