"""`doublure trace …`: journeys of a running stack, in the terminal."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import click

from simulator.calling import CONSOLE, TOKEN, call_console

__all__ = ["trace"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
_CLIENT = click.option("--client", "client_id", help="Only journeys this client took part in.")
_PAUSE_S = 0.5


@click.group()
def trace() -> None:
    """Recent journeys of the running stack."""


@trace.command("list")
@_CLIENT
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@CONSOLE
@TOKEN
@_JSON
def list_traces(client_id: str | None, limit: int, console: str, token: str | None, as_json: bool) -> None:
    """The last journeys, newest first."""
    flows = _flows(console, token, client_id, limit)
    if as_json:
        click.echo(json.dumps(flows, ensure_ascii=False))
    for flow in () if as_json else flows:
        click.echo(_line(flow))


@trace.command()
@click.argument("trace_id")
@CONSOLE
@TOKEN
@_JSON
def show(trace_id: str, console: str, token: str | None, as_json: bool) -> None:
    """One journey: every message, and every check that failed; TRACE_ID may be its beginning."""
    found = [flow for flow in _flows(console, token, None, 1000) if flow["trace_id"].startswith(trace_id)]
    whole = quote(found[0]["trace_id"] if len(found) == 1 else trace_id, safe="")
    flow = call_console(console, token, "GET", f"/api/flows/{whole}")
    if as_json:
        click.echo(json.dumps(flow, ensure_ascii=False))
        return
    click.echo(_line(flow))
    for line in _told(flow["records"]):
        click.echo(line)
    for found in flow["diagnosis"]:
        click.echo(f"  {found['code']}: {found['what']} {found['change']} ({found['reference'] or found['rule']})")


@trace.command()
@_CLIENT
@click.option("--for", "seconds", type=float, help="Stop after so many seconds; otherwise with Ctrl-C.")
@CONSOLE
@TOKEN
@_JSON
def follow(client_id: str | None, seconds: float | None, console: str, token: str | None, as_json: bool) -> None:
    """Print each journey again whenever something has happened in it."""
    seen: dict[str, str] = {}
    end = None if seconds is None else time.monotonic() + seconds
    try:
        while end is None or time.monotonic() < end:
            for flow in reversed(_flows(console, token, client_id, 50)):
                if seen.get(flow["trace_id"]) != (shown := json.dumps(flow, ensure_ascii=False)):
                    seen[flow["trace_id"]] = shown
                    click.echo(shown if as_json else _line(flow))
            time.sleep(_PAUSE_S)
    except KeyboardInterrupt:
        return


def _flows(console: str, token: str | None, client_id: str | None, limit: int) -> list[dict[str, Any]]:
    query = urlencode({"limit": limit} | ({"client_id": client_id} if client_id else {}))
    flows: list[dict[str, Any]] = call_console(console, token, "GET", f"/api/flows?{query}")
    return flows


def _line(flow: Mapping[str, Any]) -> str:
    refusals = " ".join(refusal["code"] or refusal["rule"] for refusal in flow["refusals"])
    last = flow["events"][-1] if flow["events"] else ""
    outcome = f"REFUSED {refusals}" if refusals else last
    return f"{flow['trace_id']}  {flow['started_at']}  {flow['client_id'] or '-':<20} {outcome}"


def _told(records: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    passed = 0
    for record in records:
        event = record["event"]
        if event["kind"] == "check" and event["passed"]:
            passed += 1
            continue
        if passed:
            yield f"    {passed} checks passed"
            passed = 0
        yield f"  {record['house']:<20} {_said(event)}"
    if passed:
        yield f"    {passed} checks passed"


def _said(event: Mapping[str, Any]) -> str:
    match event["kind"]:
        case "message":
            return f"{'->' if event['direction'] == 'sent' else '<-'} {event['peer']} {event['message']}"
        case "check":
            return (f"FAILED {event['rule']} {event['code'] or ''} ({event['reference']}): received {event['received']}, "
                    f"expected {event['expected']}")
        case "event":
            return " ".join([event["name"], *(f"{name}={value}" for name, value in event["facts"].items())])
        case _:
            return " ".join(f"{name}={value}" for name, value in event.items())
