"""`doublure client …`: relying parties of a running stack, through its control API."""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import quote, urlencode

import click
import urllib3

__all__ = ["client"]

_CONSOLE = click.option("--console", default="http://localhost:4440", show_default=True, envvar="DOUBLURE_CONSOLE",
                        help="Where the console is (or DOUBLURE_CONSOLE).")
_TOKEN = click.option("--token", envvar="DOUBLURE_CONTROL_TOKEN", help="Its token, where it wants one "
                                                                       "(or DOUBLURE_CONTROL_TOKEN).")
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


@click.group()
def client() -> None:
    """Relying parties of the running stack."""


@client.command()
@click.option("--redirect-uri", "redirect_uris", multiple=True, required=True, help="May be repeated.")
@click.option("--post-logout-redirect-uri", "post_logout_redirect_uris", multiple=True, help="May be repeated.")
@click.option("--client-id", help="Made when not given.")
@click.option("--client-secret", help="Made when not given.")
@click.option("--name", "client_name", help="What the screens call the service.")
@click.option("--platform", type=click.Choice(["franceconnect", "franceconnect-plus", "openid"]), default="franceconnect",
              show_default=True)
@click.option("--scope", default="openid identite_pivot email", show_default=True)
@_CONSOLE
@_TOKEN
@_JSON
def add(console: str, token: str | None, as_json: bool, **given: Any) -> None:
    """Register a relying party; it is usable at once."""
    document = {name: value for name, value in given.items() if value}
    stored = _call(console, token, "POST", "/api/clients", document)
    if as_json:
        click.echo(json.dumps(stored, ensure_ascii=False))
        return
    for name in ("client_id", "client_secret", "platform", "scope"):
        value = stored.get(name, "")
        click.echo(f"{name:<14} {value if isinstance(value, str) else ' '.join(value)}")


@client.command("list")
@_CONSOLE
@_TOKEN
@_JSON
def list_clients(console: str, token: str | None, as_json: bool) -> None:
    """Every relying party."""
    clients = _call(console, token, "GET", "/api/clients")
    if as_json:
        click.echo(json.dumps(clients, ensure_ascii=False))
        return
    for each in clients:
        click.echo(f"{each['platform']:<19} {each['client_id']:<24} {each['redirect_uris'][0]}")


@client.command()
@click.argument("client_id")
@click.option("--platform", help="Which one, when it is registered on several.")
@_CONSOLE
@_TOKEN
def remove(client_id: str, platform: str | None, console: str, token: str | None) -> None:
    """Forget a relying party."""
    query = f"?{urlencode({'platform': platform})}" if platform else ""
    _call(console, token, "DELETE", f"/api/clients/{quote(client_id, safe='')}{query}")
    click.echo(f"{client_id} is removed.")


def _call(console: str, token: str | None, method: str, path: str, document: Any = None) -> Any:
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    body = None if document is None else json.dumps(document)
    try:
        reply = urllib3.request(method, console.rstrip("/") + path, body=body, headers=headers, timeout=10, retries=False,
                                redirect=False)
    except (urllib3.exceptions.HTTPError, ValueError):
        click.echo(f"No console answers at {console}: start `doublure up`, or say --console where it is.", err=True)
        sys.exit(1)
    content = json.loads(reply.data) if reply.data and "json" in reply.headers.get("content-type", "") else None
    if reply.status >= 400:
        detail = content.get("detail") if isinstance(content, dict) else None
        click.echo(detail or f"The console refused with status {reply.status}.", err=True)
        sys.exit(1)
    return content
