"""What the data provider answers: the data of one person that the token's scopes open, and nothing about anybody else."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from doublure.exchange import Answer, Request, json_answer
from doublure.oidc.encryption_keys import DecryptionKeys
from simulator.data_provider.asking import Hub
from simulator.data_provider.refusals import QuestionUnclear, Refused, ScopeTooSmall
from simulator.data_provider.settings import DataProviderSettings

__all__ = ["DataProvider"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataProvider:
    """The data provider, its own keys, and the hubs it may ask, by platform."""

    settings: DataProviderSettings
    keys: Callable[[], DecryptionKeys]
    hubs: Mapping[str, Hub]

    def data(self, request: Request) -> Answer:
        """GET with a Bearer token, or POST of `token` (base64) and `auth_secret`: the data, or JSON saying why not."""
        try:
            introspection = self._hub(request).introspect(self._token(request))
            data = self._of(introspection)
            if not data:
                raise ScopeTooSmall
        except Refused as refused:
            challenge = (("WWW-Authenticate", f'Bearer error="{refused.error}"'),) if refused.status in {401, 403} else ()
            return json_answer(refused.document(), refused.status, ("Cache-Control", "no-store"), *challenge)
        told = {"sub": introspection["sub"], "for": introspection["aud"], "data": data}
        return json_answer(told, 200, ("Cache-Control", "no-store"))

    def jwks(self, request: Request) -> Answer:
        """The public keys to encrypt introspections for."""
        return json_answer(self.keys().public(), 200, ("Cache-Control", "public, max-age=600"), media="application/jwk-set+json")

    def _hub(self, request: Request) -> Hub:
        hub = self.hubs.get(request.query.get("platform") or next(iter(self.hubs)))
        if hub is None or request.fault:
            raise QuestionUnclear
        return hub

    def _token(self, request: Request) -> str:
        if request.method == "GET":
            scheme, _, token = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not token.strip():
                raise QuestionUnclear
            return token.strip()
        if not self.settings.auth_secret.matches(request.form.get("auth_secret") or ""):
            raise QuestionUnclear
        try:
            token = base64.b64decode(request.form.get("token") or "", validate=True).decode("ascii")
        except (binascii.Error, ValueError):
            raise QuestionUnclear from None
        if not token:
            raise QuestionUnclear
        return token

    def _of(self, introspection: Mapping[str, Any]) -> dict[str, str]:
        """One value per scope held here: the same person is told the same every time."""
        known = self.settings.data
        return {scope: _choice(str(introspection["sub"]), scope, known[scope])
                for scope in str(introspection["scope"]).split() if scope in known}


def _choice(sub: str, scope: str, values: tuple[str, ...]) -> str:
    return values[int(hashlib.sha256(f"{sub} {scope}".encode()).hexdigest(), 16) % len(values)]
