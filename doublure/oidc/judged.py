"""A genuine token and what it must say, with what Authlib and joserfc know of each registered claim.

With Authlib's default options an ID token for somebody else is accepted when `azp` is us: hence `aud` as an essential option
(architecture study §3.10, trap 5). Its `validate` is not called as a whole: the claims are judged one by one, in the order of
the specification, each with a refusal of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # Authlib ships no types
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

__all__ = ["Judged", "Wanted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the token must say. Times in seconds; `None` where nothing was asked."""

    issuer: str
    client_id: str
    now: int
    leeway: int = 0
    nonce: str | None = None
    acr_values: Collection[str] | None = None
    max_age: int | None = None
    access_token: str | None = None
    trusted_audiences: Collection[str] = ()


class Judged:
    """A token's claims with the libraries' rules for them."""

    def __init__(self, header: dict[str, Any], claims: dict[str, Any], wanted: Wanted) -> None:
        options = {"iss": {"essential": True, "value": wanted.issuer}, "aud": {"essential": True, "value": wanted.client_id}}
        params = {"nonce": wanted.nonce, "client_id": wanted.client_id, "max_age": wanted.max_age,
                  "access_token": wanted.access_token}
        self.claims = claims
        self.wanted = wanted
        self._token = CodeIDToken(claims, header, options, params)
        self._registry: JWTClaimsRegistry = CodeIDToken.registry_cls(wanted.now, wanted.leeway, **options)

    def lawful(self, claim: str) -> bool:
        """Whether the library accepts *claim*; of a registered JWT claim, also that it is there."""
        value = self.claims.get(claim)
        rule: Callable[[], None] | None = getattr(self._token, f"validate_{claim}", None)
        try:
            if rule is not None:
                rule()
            else:
                getattr(self._registry, f"validate_{claim}")(value)
        except (JoseError, TypeError, ValueError):
            return False
        return True
