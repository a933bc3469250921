"""A hub of a hundred lines, over real sockets: enough to be logged in by, and able to be wrong in one point at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from doublure.clock import Clock
from doublure.oidc.keys import KeyRing
from doublure.oidc.tokens import sign
from doublure.randomness import SystemRandomness

CLAIMS = {
    "sub": "c" * 64 + "v1", "family_name": "SPECIMEN", "given_name": "Camille Léa Inès", "birthdate": "1987-03-14",
    "gender": "female", "birthplace": "55140", "birthcountry": "99100", "email": "camille@example.org",
}


class LittleHub:
    """`bend` changes any message by name before it is sent: `id_token`, `userinfo`, `token`."""

    def __init__(self, clock: Clock) -> None:
        self.keys, self.clock = KeyRing.generate(["ES256"]), clock
        self.strangers_keys = KeyRing.generate(["ES256"])
        self.claims: dict[str, Any] = dict(CLAIMS)
        self.bend: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
        self.signs_with: dict[str, KeyRing] = {}
        self.token_status = 200
        self.calls: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self.issuer = f"{self.origin}/api/v2"
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(poll_interval=0.01), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, address: str, **changes: str | None) -> dict[str, str]:
        """What the browser brings back from the authorization request at *address*; `None` leaves a parameter out."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = SystemRandomness().token()
        self._codes[code] = asked
        answer: dict[str, str | None] = {"code": code, "state": asked["state"], "iss": self.issuer, **changes}
        return {name: value for name, value in answer.items() if value is not None}

    def _sign(self, name: str, claims: dict[str, Any]) -> str:
        signer = self.signs_with.get(name, self.keys).signer("ES256")
        bent = self.bend.get(name, lambda same: same)(claims)
        return sign({"alg": "ES256", "kid": signer.kid}, bent, signer)

    def _app(self) -> Flask:
        app = Flask("little_hub")

        @app.before_request
        def note() -> None:
            self.calls.append((request.path, dict(request.form), dict(request.headers)))

        @app.get("/api/v2/.well-known/openid-configuration")
        def discovery() -> Response:
            return jsonify({
                "issuer": self.issuer,
                **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in (
                    ("authorization", "authorize"), ("token", "token"), ("userinfo", "userinfo"), ("end_session", "session/end"),
                )},
                "jwks_uri": f"{self.issuer}/jwks", "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
                "id_token_signing_alg_values_supported": ["ES256"], "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            })

        @app.get("/api/v2/jwks")
        def jwks() -> Response:
            return jsonify(self.keys.public())

        @app.post("/api/v2/token")
        def token() -> tuple[Response, int]:
            asked = self._codes.pop(request.form["code"], None)
            if asked is None or self.token_status != 200:
                return jsonify({"error": "invalid_grant"}), max(400, self.token_status)
            now = self.clock.now()
            id_token = self._sign("id_token", {
                "iss": self.issuer, "aud": asked["client_id"], "sub": self.claims["sub"], "nonce": asked["nonce"], "iat": now,
                "exp": now + 60, "auth_time": now, "acr": "eidas1",
            })
            document = {"access_token": "the-access-token", "token_type": "Bearer", "expires_in": 60, "id_token": id_token,
                        "scope": asked["scope"]}
            return jsonify(self.bend.get("token", lambda same: same)(document)), 200

        @app.get("/api/v2/userinfo")
        def userinfo() -> Response:
            now = self.clock.now()
            token = self._sign("userinfo", {**self.claims, "iss": self.issuer, "aud": "moncompteformation", "iat": now,
                                            "exp": now + 60})
            return Response(token, content_type="application/jwt; charset=utf-8")

        return app
