"""An identity provider that answers whatever a test tells it to: an OpenID provider of its own, on a real socket."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask import Flask, Response, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey

from doublure.exchange import with_query
from simulator.listener import Listener
from simulator.sockets import listen_all

IDENTITY = {
    "sub": "odd-person", "given_name": "Odile", "family_name": "BIZARRE", "birthdate": "1980-02-03", "gender": "female",
    "birthplace": "75107", "birthcountry": "99100", "email": "odile@example.org",
}


@dataclass
class OddProvider:
    """`answers` are the knobs; each is read at the moment it matters."""

    now: Callable[[], int]
    uid: str = field(default_factory=lambda: str(uuid4()))
    answers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "odd", "use": "sig", "alg": "ES256"}, private=True)
        sockets = listen_all({"odd": 0})
        self.issuer = f"http://localhost:{sockets['odd'][0].getsockname()[1]}"
        self.asked: dict[str, str] = {}
        self._listener = Listener("odd", self._app(), sockets["odd"])
        self._listener.start()

    def stop(self) -> None:
        self._listener.stop()

    def registration(self, **fields: Any) -> dict[str, Any]:
        return {
            "uid": self.uid, "slug": "odd", "url": self.issuer, "name": "odd", "title": "Fournisseur bizarre", "order": 70,
            "allowedAcr": ["eidas1", "eidas2"], "amr": ["pwd"], "clientID": "doublure-hub", "client_secret": "s" * 40,
            "id_token_signed_response_alg": "ES256", **fields,
        }

    def _sealed(self, token: str) -> str:
        """*token*, encrypted where `answers["seal"]` is a function that does it."""
        seal = self.answers.get("seal")
        return seal(token) if seal else token

    def _app(self) -> Flask:
        app = Flask("odd")

        @app.get("/.well-known/openid-configuration")
        def discovery() -> Any:
            if self.answers.get("no_discovery"):
                return Response("none", 404)
            return {"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token", "userinfo_endpoint": f"{self.issuer}/userinfo",
                    "jwks_uri": f"{self.issuer}/jwks", "response_types_supported": ["code"],
                    "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"],
                    "authorization_response_iss_parameter_supported": True}

        @app.get("/jwks")
        def jwks() -> Any:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize() -> Any:
            self.asked = dict(request.args)
            answer = {"code": "odd-code", "state": request.args["state"], "iss": self.issuer}
            answer |= self.answers.get("authorization", {})
            kept = {name: value for name, value in answer.items() if value is not None}
            return redirect(with_query(request.args["redirect_uri"], kept), 303)

        @app.post("/token")
        def token() -> Any:
            if "token_status" in self.answers:
                return Response("nothing useful", self.answers["token_status"])
            now = self.now()
            claims = {"iss": self.issuer, "aud": "doublure-hub", "sub": "odd-person", "nonce": self.asked["nonce"],
                      "acr": self.asked["acr_values"], "iat": now, "exp": now + 60} | self.answers.get("id_token", {})
            claims = {name: value for name, value in claims.items() if value is not None}
            id_token = self._sealed(jwt.encode({"alg": "ES256", "kid": "odd"}, claims, self.key))
            return {"access_token": "odd-token", "token_type": "Bearer", "id_token": id_token,
                    **self.answers.get("token", {})}

        @app.get("/userinfo")
        def userinfo() -> Any:
            time.sleep(self.answers.get("userinfo_delay", 0))
            if "userinfo_body" in self.answers:
                return Response(self.answers["userinfo_body"], self.answers.get("userinfo_status", 200),
                                content_type="application/json")
            found = IDENTITY | self.answers.get("userinfo", {})
            if "seal" in self.answers:
                signed = jwt.encode({"alg": "ES256", "kid": "odd"}, found | {"iss": self.issuer, "aud": "doublure-hub"}, self.key)
                return Response(self._sealed(signed), content_type="application/jwt")
            body = json.dumps({name: value for name, value in found.items() if value is not None})
            return Response(body, self.answers.get("userinfo_status", 200), content_type="application/json")

        return app
