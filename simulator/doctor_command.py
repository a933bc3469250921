"""`doublure doctor`: is this machine ready, and what would a relying party and its users meet?"""

from __future__ import annotations

import json
import sys
from urllib.parse import quote, urlencode

import click

from doublure.dialling import Dialler
from simulator.calling import CONSOLE, PLATFORM, TOKEN, authorities_of, call_console, issuer_of
from simulator.doctor import examine
from simulator.doctor_running import both_sides
from simulator.findings import Finding

__all__ = ["doctor"]

_LAST_BASE = 65_000


@click.command()
@click.option("--base-port", type=click.IntRange(1, _LAST_BASE), default=4400, show_default=True)
@click.option("--client", "client_id", help="Look at the running stack as this relying party and its users would.")
@PLATFORM
@CONSOLE
@TOKEN
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
def doctor(base_port: int, client_id: str | None, platform: str, console: str, token: str | None, as_json: bool) -> None:
    """Say whether this machine is ready for `doublure up`; with --client, whether a relying party can meet what runs."""
    findings = examine(base_port) if client_id is None else _running(client_id, platform, console, token)
    if as_json:
        click.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    for finding in () if as_json else findings:
        click.echo(f"{'ok     ' if finding.fine else 'PROBLEM'} {finding.subject}: {finding.sentence}")
        if finding.line:
            click.echo(f"        {finding.line}")
    sys.exit(0 if all(finding.fine for finding in findings) else 1)


def _running(client_id: str, platform: str, console: str, token: str | None) -> list[Finding]:
    query = urlencode({"platform": platform})
    client = call_console(console, token, "GET", f"/api/clients/{quote(client_id, safe='')}?{query}")
    return list(both_sides(client, issuer_of(console, token, platform), Dialler(authorities_of(console))))
