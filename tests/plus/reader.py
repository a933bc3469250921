"""A relying party that reads encrypted tokens with jwcrypto, which shares no code with the hub, and publishes its own keys."""

from __future__ import annotations

import json
from typing import Any

from jwcrypto import jwe, jwk, jws

from doublure.oidc.encryption_keys import KEY_MANAGEMENT
from tests.broker.house import Backend, House, Visitor, header_of, json_of
from tests.oidc.core.loopback import Loopback, said_json

__all__ = ["Reader", "verified"]


class Reader:
    """One key of each kind, published at `jwks_uri`; its redirect URI is on the same origin."""

    def __init__(self) -> None:
        self.server = Loopback()
        self.keys = {"EC": jwk.JWK.generate(kty="EC", crv="P-256", use="enc", kid="reader-ec"),
                     "RSA": jwk.JWK.generate(kty="RSA", size=2048, use="enc", kid="reader-rsa")}
        self.publishes(*self.keys)
        self.jwks_uri = f"{self.server.origin}/jwks"
        self.callback = f"{self.server.origin}/callback"

    def __enter__(self) -> Reader:
        self.server.__enter__()
        return self

    def __exit__(self, *exit_: Any) -> None:
        self.server.__exit__(*exit_)

    def publishes(self, *kinds: str) -> None:
        """Publish the keys of *kinds* from now on."""
        document = {"keys": [json.loads(self.keys[kind].export_public()) for kind in kinds]}
        self.server.routes["/jwks"] = lambda _: said_json(document)

    def registers(self, house: House, alg: str, **fields: Any) -> None:
        """Register as `reader`, everything encrypted with *alg*."""
        house.register(**{
            "client_id": "reader", "redirect_uris": [self.callback], "jwks_uri": self.jwks_uri,
            "id_token_encrypted_response_alg": alg, "id_token_encrypted_response_enc": "A256GCM",
            "userinfo_encrypted_response_alg": alg, "userinfo_encrypted_response_enc": "A256GCM", **fields,
        })

    def logs_in(self, house: House, **asked: str) -> tuple[Backend, dict[str, Any], int]:
        """A login of bruno through alicem: the backend, the token answer and its status."""
        visitor = Visitor(house)
        visitor.stop_at = (self.callback,)
        visitor.asks(client_id="reader", redirect_uri=self.callback, **asked)
        visitor.proves("alicem")
        visitor.presses("consent-continue")
        backend = Backend(house, "reader")
        page = backend.redeems(visitor.answer()["code"], redirect_uri=self.callback)
        return backend, json_of(page), page.status

    def opens(self, sealed: str) -> str:
        """The signed token inside."""
        token = jwe.JWE()
        token.deserialize(sealed, self.keys[KEY_MANAGEMENT[header_of(sealed)["alg"]]])
        return str(token.payload.decode())


def verified(signed: str, house: House) -> dict[str, Any]:
    """The claims of *signed*, verified with the key that the hub publishes under its kid."""
    published = Visitor(house).request("GET", f"{house.hub}/jwks").body
    token = jws.JWS()
    token.deserialize(signed)
    token.verify(jwk.JWKSet.from_json(published.decode()).get_key(header_of(signed)["kid"]))
    claims: dict[str, Any] = json.loads(token.payload)
    return claims
