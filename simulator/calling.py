"""The command line's way to the console of a running stack: where it is, and one call of its API."""

from __future__ import annotations

import json
import sys
from typing import Any

import click
import urllib3

from doublure.dialling import Dialler
from doublure.settings import config_folder, state_folder
from simulator.state import AUTHORITY

__all__ = ["CONSOLE", "HUBS", "PLATFORM", "TOKEN", "authorities_of", "call_console", "issuer_of"]

#: The application behind each platform.
HUBS = {"franceconnect": "hub", "franceconnect-plus": "hub-plus", "openid": "hub-openid"}
PLATFORM = click.option("--platform", type=click.Choice(list(HUBS)), default="franceconnect", show_default=True)

CONSOLE = click.option("--console", default="http://localhost:4440", show_default=True, envvar="DOUBLURE_CONSOLE",
                        help="Where the console is (or DOUBLURE_CONSOLE).")
TOKEN = click.option("--token", envvar="DOUBLURE_CONTROL_TOKEN", help="Its token, where it wants one "
                                                                       "(or DOUBLURE_CONTROL_TOKEN).")


def call_console(console: str, token: str | None, method: str, path: str, document: Any = None) -> Any:
    """What the console answers to one call of its API; a refusal is its sentence, and the end of the command."""
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    body = None if document is None else json.dumps(document)
    try:
        dialler, address = Dialler(authorities_of(console)), console.rstrip("/") + path
        reply = dialler.request(method, address, body=body, headers=headers, timeout=10)
    except (urllib3.exceptions.HTTPError, ValueError):
        click.echo(f"No console answers at {console}: start `doublure up`, or say --console where it is (https with --tls).",
                   err=True)
        sys.exit(1)
    content = json.loads(reply.data) if reply.data and "json" in reply.headers.get("content-type", "") else None
    if reply.status >= 400:
        detail = content.get("detail") if isinstance(content, dict) else None
        click.echo(detail or f"The console refused with status {reply.status}.", err=True)
        sys.exit(1)
    return content


def issuer_of(console: str, token: str | None, platform: str) -> str:
    """The issuer of *platform* in the running stack; the end of the command where its hub was not started."""
    hub = HUBS[platform]
    for each in call_console(console, token, "GET", "/api/keys"):
        if each["application"] == hub:
            return str(each["issuer"])
    click.echo(f"The hub of {platform} does not answer: start `doublure up` with {hub} among its applications.", err=True)
    sys.exit(1)


def authorities_of(console: str) -> str | None:
    """The file of the local authority, where *console* is certified by it: only one of our own on this machine is."""
    file = state_folder(config_folder()) / AUTHORITY
    return str(file) if console.startswith("https://") and file.exists() else None
