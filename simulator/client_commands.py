"""`doublure client …`: relying parties of a running stack, through its control API."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import click

from simulator.calling import CONSOLE, TOKEN, call_console

__all__ = ["client"]

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
@CONSOLE
@TOKEN
@_JSON
def add(console: str, token: str | None, as_json: bool, **given: Any) -> None:
    """Register a relying party; it is usable at once."""
    document = {name: value for name, value in given.items() if value}
    stored = call_console(console, token, "POST", "/api/clients", document)
    if as_json:
        click.echo(json.dumps(stored, ensure_ascii=False))
        return
    for name in ("client_id", "client_secret", "platform", "scope"):
        value = stored.get(name, "")
        click.echo(f"{name:<14} {value if isinstance(value, str) else ' '.join(value)}")


@client.command("list")
@CONSOLE
@TOKEN
@_JSON
def list_clients(console: str, token: str | None, as_json: bool) -> None:
    """Every relying party."""
    clients = call_console(console, token, "GET", "/api/clients")
    if as_json:
        click.echo(json.dumps(clients, ensure_ascii=False))
        return
    for each in clients:
        click.echo(f"{each['platform']:<19} {each['client_id']:<24} {each['redirect_uris'][0]}")


@client.command()
@click.argument("client_id")
@click.option("--platform", help="Which one, when it is registered on several.")
@CONSOLE
@TOKEN
def remove(client_id: str, platform: str | None, console: str, token: str | None) -> None:
    """Forget a relying party."""
    query = f"?{urlencode({'platform': platform})}" if platform else ""
    call_console(console, token, "DELETE", f"/api/clients/{quote(client_id, safe='')}{query}")
    click.echo(f"{client_id} is removed.")
