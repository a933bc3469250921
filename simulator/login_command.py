"""`doublure login …`: a whole login from the shell, through hub, provider and back, and the tokens it brings."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import click

from doublure.dialling import Dialler
from doublure.randomness import SystemRandomness
from doublure.testing.pages import Page
from doublure.testing.person import Person, TooManyRedirects
from simulator.calling import CONSOLE, PLATFORM, TOKEN, authorities_of, call_console, issuer_of

__all__ = ["login"]

#: A provider for each level.
_REACHES = {"eidas1": "impots", "eidas2": "laposte", "eidas3": "alicem"}


@click.command()
@click.option("--client", "client_id", default="sandbox", show_default=True, help="The relying party that asks.")
@PLATFORM
@click.option("--idp", help="The provider, by its slug; by default impots, or laposte or alicem for a higher level.")
@click.option("--persona", default="bruno", show_default=True, help="Who logs in, by her login.")
@click.option("--scope", help="What is asked; by default all that the client is granted.")
@click.option("--acr", default="", help="The level asked; by default the lowest of the platform.")
@CONSOLE
@TOKEN
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
def login(client_id: str, platform: str, idp: str | None, persona: str, scope: str | None, acr: str, console: str,
          token: str | None, as_json: bool) -> None:
    """Log somebody in without a screen and print the tokens; the journey is in the console as any other."""
    client = call_console(console, token, "GET", f"/api/clients/{quote(client_id, safe='')}?{urlencode({'platform': platform})}")
    walk = _Walk(client, issuer_of(console, token, platform), Dialler(authorities_of(console)))
    level = acr or ("eidas2" if "plus" in platform else "eidas1")
    provider = idp or _REACHES.get(level, "impots")
    run = call_console(console, token, "POST", "/api/runs", {})
    try:
        order = {"autopilot": f"{persona}@{provider}", "match": {"state": walk.state, "client_id": client_id}}
        call_console(console, token, "POST", f"/api/runs/{run['run']}/rules", order)
        outcome = walk.whole(scope or " ".join(client["scope"]), level)
    finally:
        call_console(console, token, "DELETE", f"/api/runs/{run['run']}")
    if as_json:
        click.echo(json.dumps(outcome, ensure_ascii=False))
        return
    for name in ("access_token", "id_token", "refresh_token"):
        if name in outcome["tokens"]:
            click.echo(f"{name}\n  {outcome['tokens'][name]}")
    click.echo("id_token, read\n  " + json.dumps(outcome["id_token"], ensure_ascii=False))
    click.echo("userinfo\n  " + json.dumps(outcome["userinfo"], ensure_ascii=False))


class _Walk:
    """One login of *client* at *issuer*, as its own server and its person's browser would make it."""

    def __init__(self, client: Mapping[str, Any], issuer: str, dialler: Dialler) -> None:
        randomness = SystemRandomness()
        self.state, self._nonce, self._verifier = randomness.token(), randomness.token(), randomness.token(64)
        self._client = client
        self._issuer = issuer
        self._redirect_uri = client["redirect_uris"][0]
        self._person = Person(stop_at=(self._redirect_uri,), dialler=dialler)

    def whole(self, scope: str, acr: str) -> dict[str, Any]:
        """From the authorization request to userinfo; ends the command where it cannot go on."""
        metadata = self._json(self._person.request("GET", f"{self._issuer}/.well-known/openid-configuration"))
        code = self._code(metadata["authorization_endpoint"], scope, acr)
        tokens = self._tokens(metadata["token_endpoint"], code)
        told = self._person.request("GET", metadata["userinfo_endpoint"],
                                    headers={"Authorization": f"Bearer {tokens['access_token']}", "Accept": "*/*"})
        if told.status != 200:
            _stop("userinfo", told)
        return {"issuer": self._issuer, "tokens": tokens, "id_token": _claims(tokens["id_token"]), "userinfo": _claims(told.text)}

    def _code(self, endpoint: str, scope: str, acr: str) -> str:
        asked = {"client_id": self._client["client_id"], "response_type": "code", "redirect_uri": self._redirect_uri,
                 "scope": scope, "acr_values": acr, "state": self.state, "nonce": self._nonce} | self._challenge()
        try:
            page = self._person.opens(f"{endpoint}?{urlencode(asked)}")
        except TooManyRedirects as circle:
            click.echo(f"The login goes round in circles: {circle}", err=True)
            sys.exit(1)
        answer = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
        if not page.url.startswith(self._redirect_uri) or "code" not in answer:
            _stop("the login", page, answer.get("error_description") or answer.get("error"))
        return answer["code"]

    def _challenge(self) -> dict[str, str]:
        if self._client["platform"] != "openid":
            return {}  # FranceConnect refuses the parameter
        digest = hashlib.sha256(self._verifier.encode()).digest()
        return {"code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), "code_challenge_method": "S256"}

    def _tokens(self, endpoint: str, code: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._redirect_uri}
        headers = {"Accept": "application/json"}
        method, secret = self._client["token_endpoint_auth_method"], self._client.get("client_secret", "")
        if method == "private_key_jwt":
            click.echo("This client proves itself with a private key that only its owner has; choose another one.", err=True)
            sys.exit(1)
        if method == "client_secret_basic":
            pair = f"{quote(self._client['client_id'], safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form |= {"client_id": self._client["client_id"]} | ({"client_secret": secret} if secret else {})
        if self._challenge():
            form["code_verifier"] = self._verifier
        return self._json(self._person.request("POST", endpoint, urlencode(form), headers))

    def _json(self, page: Page) -> dict[str, Any]:
        if page.status != 200:
            _stop(page.url, page)
        document: dict[str, Any] = json.loads(page.body)
        return document


def _claims(text: str) -> Any:
    """What *text*, JSON or a JWT whose signature is not looked at, says; itself where it is encrypted."""
    if text.startswith("{"):
        return json.loads(text)
    parts = text.split(".")
    return json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))) if len(parts) == 3 else text


def _stop(what: str, page: Page, said: str | None = None) -> NoReturn:
    told = said or " ".join(filter(None, (page.said("error-message"), page.said("diagnosis")))) or page.text[:300]
    code = f" {page.said('error-code')}" if page.has("error-code") else ""
    click.echo(f"{what} ended with status {page.status}{code}: {told}", err=True)
    sys.exit(1)
