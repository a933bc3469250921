"""An OpenID provider over real HTTP, honest until a test replaces one of its answers, and a relying party registered there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from doublure.clock import FixedClock
from doublure.exchange import Parameters
from doublure.journal import Journal, Thread, Trail
from doublure.oidc.keys import KeyRing
from doublure.oidc.relying_party import Arrival, Departure, RelyingParty
from doublure.oidc.tokens import sign
from doublure.oidc.wire import Wire
from doublure.randomness import SystemRandomness
from doublure.storage.sinks import MemoryRing
from tests.oidc.core.forging import CLIENT, NOW, SUB
from tests.oidc.core.loopback import Loopback, Route, Said, Seen, said_json

SECRET = "s3cret+with/signs=and%percent-long-enough"
CODE = "a-code-of-this-login"
ACCESS_TOKEN = "an-access-token-of-this-login"
CALLBACK = "http://localhost:4400/api/v2/oidc-callback"


class Upstream:
    """The provider. Change `metadata`, `id_claims`, `userinfo` or `token_response`, or replace a route of `server`."""

    def __init__(self, server: Loopback, ring: KeyRing, issuer_path: str = "") -> None:
        self.server = server
        self.ring = ring
        self.issuer = server.origin + issuer_path
        self.base = self.issuer.removesuffix("/")
        self.path = urlsplit(self.base).path
        self.metadata: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "userinfo_endpoint": f"{self.base}/userinfo",
            "jwks_uri": f"{self.base}/jwks",
            "end_session_endpoint": f"{self.base}/session/end",
            "authorization_response_iss_parameter_supported": True,
        }
        self.id_claims: dict[str, Any] = {}
        self.id_header: dict[str, Any] | None = None
        self.alg = "ES256"
        self.userinfo: dict[str, Any] = {"sub": SUB, "given_name": "Angela Claire Louise"}
        self.userinfo_alg: str | None = None
        self.token_response: dict[str, Any] = {}
        self.nonce = ""
        self._routes({"/.well-known/openid-configuration": lambda _: said_json(self.metadata),
                      "/jwks": lambda _: said_json(self.ring.public(), media="application/jwk-set+json"),
                      "/token": self._token, "/userinfo": self._userinfo})

    def route(self, path: str, answer: Route) -> None:
        """Answer *path* below the issuer otherwise."""
        self.server.routes[self.path + path] = answer

    def calls(self, path: str) -> list[Seen]:
        """The requests for *path* below the issuer."""
        return self.server.paths(self.path + path)

    def party(self, **changed: Any) -> RelyingParty:
        """A relying party registered here."""
        registration: dict[str, Any] = {
            "issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET, "redirect_uri": CALLBACK,
            "wire": Wire({self.server.origin: self.server.origin}, timeout_s=2.0), "clock": FixedClock(NOW),
            "randomness": SystemRandomness(), "auth_method": "client_secret_post",
        }
        return RelyingParty(**(registration | changed))

    def answer(self, departure: Departure, **changed: Any) -> Parameters:
        """The honest authorization response; a parameter changed to `...` is left out."""
        self.nonce = departure.memory.nonce
        honest = {"code": CODE, "state": departure.memory.state, "iss": self.issuer}
        return Parameters.of({name: value for name, value in (honest | changed).items() if value is not ...})

    def login(self, party: RelyingParty, trail: Trail | None = None, **leaving: Any) -> Arrival:
        """One whole login."""
        departure = party.leave(scope="openid", **leaving)
        return party.come_back(departure.memory, self.answer(departure), trail=trail)

    def claims(self) -> dict[str, Any]:
        honest = {"iss": self.issuer, "aud": CLIENT, "sub": SUB, "exp": NOW + 60, "iat": NOW, "nonce": self.nonce,
                  "acr": "eidas1"}
        return {name: value for name, value in (honest | self.id_claims).items() if value is not ...}

    def id_token(self) -> str:
        signer = self.ring.signer(self.alg)
        return sign(self.id_header or {"alg": self.alg, "kid": signer.kid}, self.claims(), signer)

    def tokens(self) -> dict[str, Any]:
        honest = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 60, "scope": "openid", "id_token": ...}
        document = honest | self.token_response
        if "id_token" not in self.token_response:
            document["id_token"] = self.id_token()
        return {name: value for name, value in document.items() if value is not ...}

    def userinfo_jwt(self, **changed: Any) -> str:
        alg = self.userinfo_alg or "ES256"
        signer = self.ring.signer(alg)
        honest = {"iss": self.issuer, "aud": CLIENT, "iat": NOW, "exp": NOW + 60} | self.userinfo
        claims = {name: value for name, value in (honest | changed).items() if value is not ...}
        return sign({"alg": alg, "kid": signer.kid}, claims, signer)

    def _routes(self, routes: Mapping[str, Route]) -> None:
        for path, answer in routes.items():
            self.route(path, answer)

    def _token(self, seen: Seen) -> Said:
        return said_json(self.tokens())

    def _userinfo(self, seen: Seen) -> Said:
        if seen.headers.get("authorization") != f"Bearer {ACCESS_TOKEN}":
            return said_json({"error": "invalid_token"}, 401)
        if self.userinfo_alg is not None:
            return Said(self.userinfo_jwt().encode(), media="application/jwt; charset=utf-8")
        return said_json(self.userinfo, media="application/json; charset=utf-8")


def asked(departure: Departure) -> dict[str, str]:
    """The parameters of the authorization request, each once."""
    pairs = parse_qs(urlsplit(departure.url).query, strict_parsing=True)
    assert all(len(values) == 1 for values in pairs.values())
    return {name: values[0] for name, values in pairs.items()}


def watched() -> tuple[Trail, Callable[[], str], MemoryRing]:
    """A trail, everything it wrote as text, and the ring it wrote to."""
    ring = MemoryRing(1000)
    trail = Journal("hub", FixedClock(NOW), (ring,)).trail(Thread(trace="0" * 32), CLIENT)
    return trail, lambda: json.dumps([record.as_dict() for record in ring.records()]), ring
