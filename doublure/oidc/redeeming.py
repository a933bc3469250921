"""The token call of a return, and the ID token it brings (OpenID Connect Core §3.1.3; RFC 6749 §2.3.1, §4.1.3, §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from doublure.journal import Trail, masked
from doublure.oidc.client_authentication import authentication
from doublure.oidc.come_back import IdTokenRefused, TokenCallFailed, passed, refused
from doublure.oidc.public_keys import KeySource
from doublure.oidc.registration import Memory, Registration
from doublure.oidc.token_refusals import TokenMissing, TokenRefused, quoted
from doublure.oidc.tokens import verify_id_token
from doublure.oidc.wire import Reply, WireError

__all__ = ["Tokens", "redeem", "verified_id_token"]

#: RFC 6750 §2.1: what may follow `Bearer` in a header, with an end.
_ACCESS_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/]{1,8192}=*", re.ASCII)
#: The fields of a token request that hold no secret.
_SHOWN = frozenset({"grant_type", "redirect_uri", "client_id", "client_assertion_type"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave. The ID token is not yet believed."""

    access_token: str = field(repr=False)
    id_token: str = field(repr=False)


def redeem(
    party: Registration, endpoint: str, memory: Memory, code: str, headers: Mapping[str, str], trail: Trail | None
) -> Tokens:
    """Exchange *code*, once: a call that failed is not repeated. Raises `TokenCallFailed` or `IdTokenRefused`."""
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": memory.redirect_uri}
    if memory.code_verifier is not None:
        fields["code_verifier"] = memory.code_verifier
    sent = {"Accept": "application/json", **headers}
    proof, proving = authentication(party)
    fields |= proof
    sent |= proving
    if trail is not None:
        shown = {name: value if name in _SHOWN else masked(value)
                 for name, value in fields.items()}
        trail.message("token_request", "sent", party.issuer, shown)
    try:
        reply = party.wire.post_form(endpoint, fields, sent)
    except WireError as fault:
        raise refused(trail, TokenCallFailed(fault.kind, "an answer of the token endpoint")) from fault
    return _tokens(party, reply, trail)


def verified_id_token(
    party: Registration, keys: KeySource, memory: Memory, tokens: Tokens, trail: Trail | None
) -> tuple[str, dict[str, Any]]:
    """The ID token in its signed form, and its claims after every check. Raises `IdTokenRefused`."""
    try:
        id_token = party.opened(tokens.id_token, party.id_token_encryption)
        claims = verify_id_token(
            id_token, keys=keys, alg=party.id_token_alg, issuer=party.issuer, client_id=party.client_id,
            nonce=memory.nonce, now=party.clock.now(), leeway=party.leeway, acr_values=party.accepted_levels(memory),
            max_age=memory.max_age, access_token=tokens.access_token, trusted_audiences=party.trusted_audiences, trail=trail,
        )
    except TokenRefused as cause:
        raise refused(trail, IdTokenRefused(cause.received, cause.expected, cause=cause)) from cause
    except WireError as fault:
        raise refused(trail, IdTokenRefused(fault.kind, "the provider's keys")) from fault
    if trail is not None:
        trail.message("id_token", "received", party.issuer, {**claims, "nonce": masked(memory.nonce)})
    return id_token, claims


def _tokens(party: Registration, reply: Reply, trail: Trail | None) -> Tokens:
    document = reply.json_object() if reply.media == "application/json" else None
    error = None if document is None else document.get("error")
    if reply.status != 200 or document is None or error is not None:
        said = f"media type {reply.media[:60]!a}" if error is None else f"error {quoted(error, 80)}"
        raise refused(trail, TokenCallFailed(f"status {reply.status}, {said}", "status 200 with application/json"))
    if trail is not None:
        shown = {name: masked(value) if isinstance(value, str) and name not in {"token_type", "scope"} else quoted(value)
                 for name, value in document.items()}
        trail.message("token_response", "received", party.issuer, shown)
    kind, access, id_token = document.get("token_type"), document.get("access_token"), document.get("id_token")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise refused(trail, TokenCallFailed(f"token_type {quoted(kind, 40)}", "Bearer"))
    if not isinstance(access, str) or not _ACCESS_TOKEN.fullmatch(access):
        said = masked(access) if access is None or isinstance(access, str) else f"a {type(access).__name__}"
        raise refused(trail, TokenCallFailed(f"access_token {said}", "an access token that fits a header"))
    passed(trail, TokenCallFailed)
    if not isinstance(id_token, str) or not id_token:
        cause = TokenMissing("no id_token", "an ID token: this is OpenID Connect")
        if trail is not None:
            trail.check(cause.rule, cause.reference, passed=False, received=cause.received, expected=cause.expected)
        raise IdTokenRefused(cause.received, cause.expected, cause=cause)
    return Tokens(access, id_token)
