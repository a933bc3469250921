"""The back channel of a return: code for tokens, tokens for claims (Core §3.1.3, §5.3; RFC 6749 §2.3.1, §4.1.3)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from doublure.journal import Trail
from doublure.oidc.come_back import IdTokenRefused, TokenCallFailed, UserinfoCallFailed, UserinfoRefused, passed, refused
from doublure.oidc.keys import HmacKey, PublicKeys, secret_key
from doublure.oidc.metadata import JwksCache, ProviderMetadata
from doublure.oidc.registration import Memory, Registration
from doublure.oidc.tokens import TokenRefused, read_unverified, verify_id_token, verify_userinfo_jwt
from doublure.oidc.wire import WireError

__all__ = ["Tokens", "redeem", "userinfo_claims", "verified_id_token"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave."""

    access_token: str
    id_token: str


def redeem(
    party: Registration, metadata: ProviderMetadata, memory: Memory, code: str, headers: Mapping[str, str], trail: Trail | None
) -> Tokens:
    """Exchange *code* (RFC 6749 §4.1.3). Raises `TokenCallFailed`."""
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": memory.redirect_uri}
    if memory.code_verifier is not None:
        fields["code_verifier"] = memory.code_verifier
    sent = {"Accept": "application/json", **headers}
    if party.auth_method == "client_secret_post":
        fields |= {"client_id": party.client_id, "client_secret": party.client_secret}
    else:
        pair = f"{quote_plus(party.client_id)}:{quote_plus(party.client_secret)}"
        sent["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    try:
        reply = party.wire.post_form(metadata.token_endpoint, fields, sent)
    except WireError as fault:
        raise refused(trail, TokenCallFailed(fault.kind, "an answer of the token endpoint")) from fault
    document = reply.json_object()
    if reply.status != 200 or document is None:
        said = ascii(str((document or {}).get("error", "no JSON"))[:80])
        raise refused(trail, TokenCallFailed(f"status {reply.status}, {said}", "status 200 with JSON"))
    access, id_token, kind = document.get("access_token"), document.get("id_token"), document.get("token_type")
    if not isinstance(id_token, str) or not id_token:
        raise refused(trail, TokenCallFailed("no id_token", "an ID token: this is OpenID Connect"))
    if not isinstance(access, str) or not access or not access.isascii():
        raise refused(trail, TokenCallFailed("no access_token", "a non-empty ASCII access token"))
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise refused(trail, TokenCallFailed("another token_type", "Bearer"))
    passed(trail, TokenCallFailed)
    return Tokens(access, id_token)


def verified_id_token(
    party: Registration, cache: JwksCache, memory: Memory, tokens: Tokens, trail: Trail | None
) -> dict[str, Any]:
    """The ID token's claims after every check. Raises `IdTokenRefused`."""
    try:
        claims = verify_id_token(
            tokens.id_token,
            keys=_keys(party, cache, tokens.id_token, party.id_token_alg),
            alg=party.id_token_alg,
            issuer=party.issuer,
            client_id=party.client_id,
            nonce=memory.nonce,
            now=party.clock.now(),
            acr_values=memory.acr_values,
        )
    except TokenRefused as fault:
        refusal = IdTokenRefused(fault.received, fault.expected, rule=fault.rule, reference=fault.reference)
        raise refused(trail, refusal) from fault
    except WireError as fault:
        raise refused(trail, IdTokenRefused(fault.kind, "the provider's keys")) from fault
    passed(trail, IdTokenRefused)
    if trail is not None and trail.watched:
        trail.message("id_token", "received", party.issuer, {**claims, "nonce": "<ours>"})
    return claims


def userinfo_claims(
    party: Registration, metadata: ProviderMetadata, cache: JwksCache, tokens: Tokens, headers: Mapping[str, str],
    trail: Trail | None,
) -> dict[str, Any] | None:
    """The claims at userinfo, in the form that was registered. Raises `UserinfoCallFailed` or `UserinfoRefused`."""
    if metadata.userinfo_endpoint is None:
        return None
    wanted = "application/json" if party.userinfo_alg is None else "application/jwt"
    sent = {"Authorization": f"Bearer {tokens.access_token}", "Accept": wanted, **headers}
    try:
        reply = party.wire.get(metadata.userinfo_endpoint, sent)
    except WireError as fault:
        raise refused(trail, UserinfoCallFailed(fault.kind, "an answer of the userinfo endpoint")) from fault
    if reply.status != 200:
        raise refused(trail, UserinfoCallFailed(f"status {reply.status}", "status 200"))
    if reply.media != wanted:
        raise refused(trail, UserinfoRefused(ascii(reply.media[:60]), wanted, rule="userinfo_form_is_registered"))
    if party.userinfo_alg is None:
        document = reply.json_object()
        if document is None:
            raise refused(trail, UserinfoRefused("a body that is no JSON object", "a JSON object"))
    else:
        document = _signed(party, cache, reply.body.decode("ascii", "replace").strip(), trail)
    passed(trail, UserinfoRefused)
    if trail is not None and trail.watched:
        trail.message("userinfo", "received", party.issuer, document)
    return document


def _signed(party: Registration, cache: JwksCache, token: str, trail: Trail | None) -> dict[str, Any]:
    alg = party.userinfo_alg or ""
    try:
        return verify_userinfo_jwt(
            token, keys=_keys(party, cache, token, alg), alg=alg, issuer=party.issuer, client_id=party.client_id,
            now=party.clock.now(),
        )
    except TokenRefused as fault:
        refusal = UserinfoRefused(fault.received, fault.expected, rule=fault.rule, reference=fault.reference)
        raise refused(trail, refusal) from fault
    except WireError as fault:
        raise refused(trail, UserinfoRefused(fault.kind, "the provider's keys")) from fault


def _keys(party: Registration, cache: JwksCache, token: str, alg: str) -> PublicKeys | HmacKey:
    if alg == "HS256":
        return secret_key(party.client_secret)
    header, _ = read_unverified(token)
    kid = header.get("kid")
    return cache.keys(kid if isinstance(kid, str) else None, alg)
