"""The command line's way to the console of a running stack: where it is, and one call of its API."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
import urllib3

from doublure.dialling import Dialler
from doublure.settings import config_folder, state_folder
from simulator.state import AUTHORITY

__all__ = ["CONSOLE", "TOKEN", "call_console"]

CONSOLE = click.option("--console", default="http://localhost:4440", show_default=True, envvar="DOUBLURE_CONSOLE",
                        help="Where the console is (or DOUBLURE_CONSOLE).")
TOKEN = click.option("--token", envvar="DOUBLURE_CONTROL_TOKEN", help="Its token, where it wants one "
                                                                       "(or DOUBLURE_CONTROL_TOKEN).")


def call_console(console: str, token: str | None, method: str, path: str, document: Any = None) -> Any:
    """What the console answers to one call of its API; a refusal is its sentence, and the end of the command."""
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    body = None if document is None else json.dumps(document)
    try:
        reply = Dialler(_authorities(console)).request(method, console.rstrip("/") + path, body=body, headers=headers, timeout=10)
    except (urllib3.exceptions.HTTPError, ValueError):
        click.echo(f"No console answers at {console}: start `doublure up`, or say --console where it is.", err=True)
        sys.exit(1)
    content = json.loads(reply.data) if reply.data and "json" in reply.headers.get("content-type", "") else None
    if reply.status >= 400:
        detail = content.get("detail") if isinstance(content, dict) else None
        click.echo(detail or f"The console refused with status {reply.status}.", err=True)
        sys.exit(1)
    return content


def _authorities(console: str) -> Path | None:
    # Only a console of our own on this machine is certified by the local authority; any other by the usual ones.
    file = state_folder(config_folder()) / AUTHORITY
    return file if console.startswith("https://") and file.exists() else None
