"""The relying-party role: leave for a provider, come back with verified claims (OpenID Connect Core §3.1).

Authlib's own client is not used for the return: it reads `error` before `state`, accepts an answer without ID token, allows two
minutes of skew and ignores `iss` (architecture study §3.10, trap 4). Here the order is state, iss, error, code, tokens, userinfo.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]  # Authlib ships no types

from doublure.exchange import Parameters, with_query
from doublure.journal import Trail, masked
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
    passed,
    refused,
)
from doublure.oidc.metadata import JwksCache, MetadataRefused, ProviderMetadata, fetch_metadata
from doublure.oidc.redeeming import Tokens, redeem, userinfo_claims, verified_id_token
from doublure.oidc.registration import Memory, Registration
from doublure.oidc.wire import WireError

__all__ = [
    "Arrival", "CodeMissing", "ComeBackRefused", "Departure", "IdTokenRefused", "IssuerMismatch", "Memory", "ProviderSaysNo",
    "ProviderUnreachable", "RelyingParty", "StateMismatch", "StateMissing", "SubjectMismatch", "TokenCallFailed",
    "UserinfoCallFailed", "UserinfoRefused",
]


class ProviderUnreachable(Exception):  # noqa: N818 - an outcome a house must be able to show
    """The provider's metadata cannot be had: nobody can be sent there. The message says why, without any secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where to send the browser, and what to remember."""

    url: str
    memory: Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A verified return. `claims` are the ID token's; `userinfo` is `None` where the provider has no such endpoint."""

    claims: Mapping[str, Any]
    id_token: str
    access_token: str
    userinfo: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class RelyingParty(Registration):
    """One registration at one provider, able to speak. What it learns of the provider is kept for its own life."""

    def __post_init__(self) -> None:
        # Fetched when first needed and kept: what a registration learns of its provider belongs to it.
        object.__setattr__(self, "_learnt", _Learnt())

    def leave(
        self,
        *,
        scope: str,
        acr_values: str | None = None,
        prompt: str | None = None,
        tag: str = "",
        extra: Mapping[str, str] | None = None,
    ) -> Departure:
        """The authorization request (Core §3.1.2.1). State and nonce begin with *tag*. Raises `ProviderUnreachable`."""
        metadata = self.metadata()
        verifier = self.randomness.token(64) if self.pkce else None
        memory = Memory(
            state=self._unguessable(tag),
            nonce=self._unguessable(tag),
            code_verifier=verifier,
            acr_values=tuple(acr_values.split()) if acr_values else None,
            redirect_uri=self.redirect_uri,
        )
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": scope,
            "state": memory.state,
            "nonce": memory.nonce,
            **({"acr_values": acr_values} if acr_values else {}),
            **({"prompt": prompt} if prompt else {}),
            **(extra or {}),
        }
        if verifier is not None:
            challenge = create_s256_code_challenge(verifier)
            parameters |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return Departure(url=with_query(metadata.authorization_endpoint, parameters), memory=memory)

    def come_back(
        self, memory: Memory, answer: Parameters, *, trail: Trail | None = None, traceparent: str | None = None
    ) -> Arrival:
        """Believe *answer* only after every check a relying party owes. Raises a `ComeBackRefused`."""
        code = self._code(memory, answer, trail)
        headers = {"traceparent": traceparent} if traceparent else {}
        tokens: Tokens = redeem(self, self._known(trail), memory, code, headers, trail)
        claims = verified_id_token(self, self._keys(trail), memory, tokens, trail)
        userinfo = userinfo_claims(self, self._known(trail), self._keys(trail), tokens, headers, trail)
        if userinfo is not None and userinfo.get("sub") != claims["sub"]:
            raise refused(trail, SubjectMismatch("another sub", "the sub of the ID token"))
        passed(trail, SubjectMismatch)
        return Arrival(claims=claims, id_token=tokens.id_token, access_token=tokens.access_token, userinfo=userinfo)

    def farewell(self, id_token_hint: str, post_logout_redirect_uri: str, state: str) -> str | None:
        """The provider's logout address (RP-Initiated Logout 1.0 §2), or `None` when it announces none."""
        try:
            endpoint = self.metadata().end_session_endpoint
        except ProviderUnreachable:
            return None
        if endpoint is None:
            return None
        query = {"id_token_hint": id_token_hint, "post_logout_redirect_uri": post_logout_redirect_uri, "state": state}
        return endpoint + ("&" if "?" in endpoint else "?") + urlencode(query)

    def metadata(self) -> ProviderMetadata:
        """The provider's metadata. Raises `ProviderUnreachable`."""
        learnt: _Learnt = object.__getattribute__(self, "_learnt")
        with learnt.lock:
            if learnt.metadata is None:
                try:
                    learnt.metadata = fetch_metadata(self.wire, self.issuer)
                except (WireError, MetadataRefused) as fault:
                    raise ProviderUnreachable(str(fault)) from fault
                learnt.keys = JwksCache(self.wire, learnt.metadata.jwks_uri, self.clock)
            return learnt.metadata

    def _code(self, memory: Memory, answer: Parameters, trail: Trail | None) -> str:
        repeated = answer.repeated()
        if repeated:
            raise refused(trail, StateMismatch(f"{repeated[0][:40]!a} twice", "each parameter once"))
        state = answer.get("state")
        if not state:
            raise refused(trail, StateMissing("no state", "the state of our request"))
        if not hmac.compare_digest(state.encode("utf-8", "replace"), memory.state.encode()):
            raise refused(trail, StateMismatch(masked(state), "the state of our request"))
        passed(trail, StateMismatch)
        self._issuer(answer, trail)
        error = answer.get("error")
        if error is not None:
            raise refused(trail, ProviderSaysNo(error, answer.get("error_description") or ""))
        code = answer.get("code")
        if not code:
            raise refused(trail, CodeMissing("neither code nor error", "code"))
        return code

    def _issuer(self, answer: Parameters, trail: Trail | None) -> None:
        iss = answer.get("iss")
        if iss is None and not self.expects_iss and not self._known(trail).iss_parameter:
            return
        if iss != self.issuer:
            raise refused(trail, IssuerMismatch("no iss" if iss is None else ascii(iss[:100]), self.issuer))
        passed(trail, IssuerMismatch)

    def _known(self, trail: Trail | None) -> ProviderMetadata:
        try:
            return self.metadata()
        except ProviderUnreachable as fault:
            raise refused(trail, TokenCallFailed(str(fault)[:150], "the provider's metadata")) from fault

    def _keys(self, trail: Trail | None) -> JwksCache:
        self._known(trail)
        learnt: _Learnt = object.__getattribute__(self, "_learnt")
        if learnt.keys is None:  # pragma: no cover - metadata() sets both together
            raise LookupError("keys without metadata")
        return learnt.keys

    def _unguessable(self, tag: str) -> str:
        if self.state_style == "hex":
            return tag + self.randomness.hex(64 - len(tag))
        return tag + self.randomness.token(43 - len(tag))


class _Learnt:
    """What a registration has learnt of its provider."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.metadata: ProviderMetadata | None = None
        self.keys: JwksCache | None = None
