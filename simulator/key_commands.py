"""`doublure keys …`: signing keys of a running stack, and the steps of their rotation, through its control API."""

from __future__ import annotations

import json
from typing import Any

import click

from simulator.calling import CONSOLE, TOKEN, call_console

__all__ = ["keys"]

_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


@click.group()
def keys() -> None:
    """Signing keys of the running stack."""


@keys.command("list")
@CONSOLE
@TOKEN
@_JSON
def list_keys(console: str, token: str | None, as_json: bool) -> None:
    """The keys of every issuer: next, signing, previous."""
    found = call_console(console, token, "GET", "/api/keys")
    if as_json:
        click.echo(json.dumps(found))
        return
    for each in found:
        _show(each)


@keys.command()
@click.argument("issuer")
@click.argument("step", type=click.Choice(["publish", "use", "retire"]))
@CONSOLE
@TOKEN
@_JSON
def rotate(issuer: str, step: str, console: str, token: str | None, as_json: bool) -> None:
    """Take one STEP of the rotation of the keys of ISSUER, an address or an application such as `hub`.

    Publish the next keys, use them for signing, retire the previous ones. Wait as long as relying parties cache between them.
    """
    known = {each["application"]: each["issuer"] for each in call_console(console, token, "GET", "/api/keys")}
    outcome = call_console(console, token, "POST", "/api/keys/rotate", {"issuer": known.get(issuer, issuer), "step": step})
    if as_json:
        click.echo(json.dumps(outcome))
    else:
        _show(outcome)


def _show(issuer: dict[str, Any]) -> None:
    click.echo(f"{issuer['application']:<20} {issuer['issuer']}")
    for key in issuer["keys"]:
        click.echo(f"  {key['stage']:<9} {key['alg']:<6} {key['kid']}")
