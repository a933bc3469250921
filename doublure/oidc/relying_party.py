"""The relying-party role: leave for a provider, come back with verified claims (OpenID Connect Core §3.1).

Authlib's own client is not used for the return: it reads `error` before `state`, accepts an answer without ID token, allows two
minutes of skew and ignores `iss` (architecture study §3.10, trap 4). Here the order is state, iss, error, code, tokens, userinfo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # Authlib ships no types

from doublure.exchange import Parameters, with_query
from doublure.journal import Trail
from doublure.oidc.authorization_response import code_of
from doublure.oidc.come_back import (
    CodeMissing,
    ComeBackRefused,
    IdTokenRefused,
    IssuerMismatch,
    ProviderSaysNo,
    StateMismatch,
    StateMissing,
    SubjectMismatch,
    TokenCallFailed,
    UserinfoCallFailed,
    UserinfoRefused,
    refused,
)
from doublure.oidc.known_provider import KnownProvider, ProviderUnreachable
from doublure.oidc.metadata import ProviderMetadata
from doublure.oidc.redeeming import redeem, verified_id_token
from doublure.oidc.registration import Memory, Registration
from doublure.oidc.userinfo_call import userinfo_of

__all__ = [
    "Arrival", "CodeMissing", "ComeBackRefused", "Departure", "IdTokenRefused", "IssuerMismatch", "Memory", "ProviderSaysNo",
    "ProviderUnreachable", "RelyingParty", "StateMismatch", "StateMissing", "SubjectMismatch", "TokenCallFailed",
    "UserinfoCallFailed", "UserinfoRefused",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where to send the browser, and what to remember."""

    url: str
    memory: Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A verified return. `claims` are the ID token's, `id_token` its signed form; `userinfo` is `None` without endpoint."""

    claims: Mapping[str, Any]
    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    userinfo: Mapping[str, Any] | None
    metadata: ProviderMetadata


@dataclass(frozen=True, kw_only=True)
class RelyingParty(Registration):
    """One registration at one provider, able to speak. What it learns of the provider is kept for its own life."""

    @cached_property
    def provider(self) -> KnownProvider:
        """What is known of the provider. Raises `WeakSecret` when HS256 is registered with too short a secret."""
        return KnownProvider(self)

    def leave(self, *, scope: str, acr_values: str | None = None, prompt: str | None = None, tag: str = "",
              extra: Mapping[str, str] | None = None) -> Departure:
        """The authorization request (Core §3.1.2.1). State and nonce begin with *tag*.

        A `max_age` in *extra* is remembered and checked on return. Raises `ProviderUnreachable`, and `ValueError` when *extra*
        names a parameter that is set here.
        """
        metadata = self.metadata()
        verifier = self.randomness.token(64) if self.pkce else None
        more = dict(extra or {})
        memory = Memory(
            state=self.unguessable(tag), nonce=self.unguessable(tag), code_verifier=verifier,
            acr_values=tuple(acr_values.split()) if acr_values else None, redirect_uri=self.redirect_uri,
            max_age=int(more["max_age"]) if "max_age" in more else None,
        )
        parameters = {"response_type": "code", "client_id": self.client_id, "redirect_uri": self.redirect_uri, "scope": scope,
                      "state": memory.state, "nonce": memory.nonce}
        if acr_values:
            parameters["acr_values"] = acr_values
        if prompt:
            parameters["prompt"] = prompt
        if verifier is not None:
            parameters |= {"code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256"}
        if more.keys() & parameters.keys():
            raise ValueError(f"{', '.join(sorted(more.keys() & parameters.keys()))} cannot be replaced")
        return Departure(url=with_query(metadata.authorization_endpoint, parameters | more), memory=memory)

    def come_back(self, memory: Memory, answer: Parameters, *, trail: Trail | None = None,
                  traceparent: str | None = None) -> Arrival:
        """Believe *answer* only after every check a relying party owes. Raises a `ComeBackRefused`.

        *memory* is what this very browser left with, and is used once: both are for the house that keeps it to see to.
        """
        code = code_of(self, memory, answer, lambda: self._known(trail).iss_parameter, trail)
        headers = {"traceparent": traceparent} if traceparent else {}
        # One copy for the whole return, so that the endpoints of two documents are never mixed (RFC 9700 §4.4).
        metadata = self._known(trail)
        tokens = redeem(self, metadata.token_endpoint, memory, code, headers, trail)
        id_token, claims = verified_id_token(self, self.provider.keys(self.id_token_alg, metadata), memory, tokens, trail)
        userinfo = None
        if metadata.userinfo_endpoint is not None:
            keys = self.provider.keys(self.userinfo_alg or self.id_token_alg, metadata)
            userinfo = userinfo_of(self, metadata.userinfo_endpoint, keys, tokens.access_token, claims["sub"], headers, trail)
        return Arrival(claims=claims, id_token=id_token, access_token=tokens.access_token, userinfo=userinfo,
                       metadata=metadata)

    def farewell(self, id_token_hint: str, post_logout_redirect_uri: str, state: str) -> str | None:
        """The provider's logout address (RP-Initiated Logout 1.0 §2), or `None` when it has none or cannot be asked."""
        try:
            endpoint = self.metadata().end_session_endpoint
        except ProviderUnreachable:
            return None
        if endpoint is None:
            return None
        return with_query(endpoint, {"id_token_hint": id_token_hint, "post_logout_redirect_uri": post_logout_redirect_uri,
                                     "state": state, "client_id": self.client_id})

    def metadata(self) -> ProviderMetadata:
        """The provider's metadata. Raises `ProviderUnreachable`."""
        return self.provider.metadata()

    def _known(self, trail: Trail | None) -> ProviderMetadata:
        try:
            return self.metadata()
        except ProviderUnreachable as fault:
            raise refused(trail, TokenCallFailed(str(fault)[:150], "the provider's metadata")) from fault
