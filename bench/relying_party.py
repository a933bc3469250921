"""The relying party of the benchmark: the same for every hub, thin, and it verifies what it is given.

`BENCH_HUBS` is a JSON object: a hub's name to its `issuer`, the four endpoints, `client_id`, `client_secret`, `acr_values`.
"""

from __future__ import annotations

import gc
import json
import os
import secrets
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet

from bench.wire import Wire

__all__ = ["application"]

Start = Callable[[str, list[tuple[str, str]]], Any]

_HUBS: dict[str, dict[str, str]] = json.loads(os.environ["BENCH_HUBS"])
_SELF = os.environ["BENCH_SELF"]


_wire = Wire()
_keys: dict[str, KeySet] = {}
_waiting: dict[str, tuple[str, str]] = {}
# As the hubs do: what has been made by now stays.
gc.freeze()


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """`/login/<hub>` leaves, `/callback/<hub>` comes back: WSGI."""
    _, place, name = environ["PATH_INFO"].split("/", 2)
    hub = _HUBS[name]
    if place == "login":
        state, nonce = secrets.token_hex(32), secrets.token_hex(32)
        _waiting[state] = (name, nonce)
        asked = urlencode({
            "response_type": "code", "client_id": hub["client_id"], "redirect_uri": f"{_SELF}/callback/{name}",
            "scope": hub["scope"], "state": state, "nonce": nonce, "acr_values": "eidas1",
        }, quote_via=quote)
        start("303 See Other", [("Location", f"{hub['authorization_endpoint']}?{asked}"), ("Content-Length", "0")])
        return [b""]
    body = json.dumps(_come_back(name, hub, parse_qs(environ["QUERY_STRING"]))).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _come_back(name: str, hub: dict[str, str], query: dict[str, list[str]]) -> dict[str, Any]:
    started, nonce = _waiting.pop(query["state"][0])
    if started != name:
        raise AssertionError("the state of another hub")
    form = urlencode({"grant_type": "authorization_code", "code": query["code"][0], "redirect_uri": f"{_SELF}/callback/{name}",
                      "client_id": hub["client_id"], "client_secret": hub["client_secret"]})
    tokens = json.loads(_wire.ask("POST", hub["token_endpoint"], form))
    if name not in _keys:
        _keys[name] = KeySet.import_key_set(json.loads(_wire.ask("GET", hub["jwks_uri"])))
    token = jwt.decode(tokens["id_token"], _keys[name], algorithms=["ES256"])
    said = _wire.ask("GET", hub["userinfo_endpoint"], headers=(f"Authorization: Bearer {tokens['access_token']}",))
    person = jwt.decode(said.decode(), _keys[name], algorithms=["ES256"]).claims
    if token.claims["iss"] != hub["issuer"] or token.claims["aud"] not in (hub["client_id"], [hub["client_id"]]):
        raise AssertionError("a token for somebody else")
    return {"alg": token.header["alg"], "nonce": token.claims["nonce"] == nonce, "family_name": person["family_name"],
            "sub": person["sub"] == token.claims["sub"]}
