"""An identity provider that nobody of ours wrote the insides of: Flask and joserfc, as a developer would put one together.

Its habits are not those of our fakes: an issuer with a path, `client_secret_basic`, `aud` as a list, userinfo as plain JSON,
no `iss` in its answer, a parameter of its own beside the code, no logout.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

__all__ = ["CLIENT_ID", "SECRET", "ZOE", "seventh_provider"]

CLIENT_ID = "a-hub"
SECRET = "the-hub-at-the-seventh-provider-0123456789"

#: The only person it knows, as it spells her: the persona `zoe`, in its own way.
ZOE: dict[str, Any] = {
    "sub": "zoe-17", "given_name": "Zoe Anais", "family_name": "Oeillet Facade", "gender": "female", "birthdate": "2001-08-09",
    "birthplace": "80270", "birthcountry": "99100", "email": "zoe.at.the.seventh@example.org",
}


def provider(issuer: str) -> Flask:
    app = Flask("seventh")
    key = RSAKey.generate_key(2048, {"kid": "2026", "use": "sig", "alg": "RS256"})
    asked: dict[str, dict[str, str]] = {}
    tokens: set[str] = set()

    @app.get("/seventh/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(
            issuer=issuer, authorization_endpoint=f"{issuer}/auth", token_endpoint=f"{issuer}/tok", jwks_uri=f"{issuer}/keys",
            userinfo_endpoint=f"{issuer}/me", response_types_supported=["code"], subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
        )

    @app.get("/seventh/keys")
    def keys() -> Response:
        return jsonify(keys=[key.as_dict(private=False)])

    @app.get("/seventh/auth")
    def auth() -> Any:
        code = secrets.token_hex(20)
        asked[code] = request.args.to_dict()
        return redirect(f"{asked[code]['redirect_uri']}?code={code}&state={asked[code]['state']}&session_state=abc.def", 302)

    @app.post("/seventh/tok")
    def tok() -> Any:
        expected = "Basic " + base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
        question = asked.pop(request.form["code"], None)
        if request.headers.get("Authorization") != expected or question is None:
            return jsonify(error="invalid_client"), 401
        now, access_token = int(time.time()), secrets.token_hex(20)
        tokens.add(access_token)
        claims = {"iss": issuer, "sub": ZOE["sub"], "aud": [CLIENT_ID], "iat": now, "exp": now + 300, "nonce": question["nonce"],
                  "acr": "eidas1", "azp": CLIENT_ID}
        id_token = jwt.encode({"alg": "RS256", "kid": "2026"}, claims, key, algorithms=["RS256"])
        return jsonify(access_token=access_token, token_type="bearer", expires_in=300, id_token=id_token)

    @app.get("/seventh/me")
    def me() -> Any:
        known = request.headers.get("Authorization", "").removeprefix("Bearer ") in tokens
        return jsonify(ZOE) if known else (jsonify(error="invalid_token"), 401)

    return app


@contextmanager
def seventh_provider() -> Iterator[str]:
    """Its issuer, while it runs on a free port."""
    server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True)
    issuer = f"http://127.0.0.1:{server.server_port}/seventh"
    server.app = provider(issuer)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
