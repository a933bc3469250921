"""A provider on a real socket that is honest until a row of the catalogue makes it hostile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from doublure.oidc.keys import KeyRing
from tests.oidc.core.forging import CLIENT, SUB
from tests.oidc.core.loopback import Loopback, Said, Seen
from tests.oidc.core.upstream import CODE, Upstream

__all__ = ["BRUNO", "HUB_SECRET", "SLUG", "UID", "Hostile"]

UID = "66666666-2222-4333-8444-555555555555"
SLUG = "hostile"
HUB_SECRET = "the-hub-at-the-hostile-provider-0123456789"

#: The only person it knows: one whom the civil registry knows as well.
BRUNO: dict[str, Any] = {
    "sub": SUB, "given_name": "Bruno", "family_name": "FACTICE", "birthdate": "1979-10-02", "gender": "male",
    "birthplace": "26274", "birthcountry": "99100", "email": "bruno@example.org",
}


class Hostile(Upstream):
    """Rows change what `Upstream` lets them change, or `forge` (makes the ID token) and `answer` (the authorization response)."""

    def __init__(self, server: Loopback, ring: KeyRing, stranger: KeyRing) -> None:
        self._honest_ring = ring
        #: Keys that it never published.
        self.stranger = stranger
        super().__init__(server, ring)

    def be_honest(self) -> None:
        """As if nothing had happened."""
        self.server.routes.clear()
        self.server.seen.clear()
        self.__dict__.pop("canary", None)
        Upstream.__init__(self, self.server, self._honest_ring)
        self.alg = "RS256"
        self.userinfo = dict(BRUNO)
        self.forge: Callable[[Hostile], str] | None = None
        self.answer_changes: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.kept: dict[str, Any] = {}
        self.route("/authorize", self._authorize)

    @property
    def canary(self) -> str:
        """An address that nobody has any reason to fetch."""
        return f"{self.server.origin}/canary"

    def claims(self) -> dict[str, Any]:
        """The claims of the ID token, those of `id_claims` changed."""
        now = int(time.time())
        honest = {"iss": self.issuer, "aud": CLIENT, "sub": SUB, "exp": now + 60, "iat": now, "nonce": self.nonce,
                  "acr": self.asked.get("acr_values", "eidas1")}
        return {name: value for name, value in (honest | self.id_claims).items() if value is not ...}

    def id_token(self) -> str:
        """The ID token."""
        return super().id_token() if self.forge is None else self.forge(self)

    def userinfo_jwt(self, **changed: Any) -> str:
        """Signed userinfo, of now."""
        now = int(time.time())
        return super().userinfo_jwt(**({"iat": now, "exp": now + 60} | changed))

    def header(self, **changed: Any) -> dict[str, Any]:
        """The header of an honest ID token, changed."""
        honest = {"alg": self.alg, "kid": self.ring.signer(self.alg).kid}
        return {name: value for name, value in (honest | changed).items() if value is not ...}

    def _authorize(self, seen: Seen) -> Said:
        self.asked = dict(parse_qsl(seen.target.partition("?")[2], keep_blank_values=True))
        self.nonce = self.asked["nonce"]
        honest = {"code": CODE, "state": self.asked["state"], "iss": self.issuer}
        told = {name: value for name, value in (honest | self.answer_changes).items() if value is not ...}
        pairs = [(name, each) for name, value in told.items() for each in (value if isinstance(value, list) else [value])]
        return Said(status=303, media=None, headers={"Location": f"{self.asked['redirect_uri']}?{urlencode(pairs)}"})
