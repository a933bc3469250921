"""The answer of the token endpoint, whatever grant it answers (RFC 6749 §5; OpenID Connect Core §3.1.3.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from doublure.exchange import Answer, json_answer
from doublure.journal import Trail
from doublure.oidc.errors import ProtocolError
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.credentials import Credentials
from doublure.oidc.provider.grants import Grant
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.refusals import NO_STORE, client_challenge, refuse_as_json
from doublure.oidc.provider.signing import encrypted, signed
from doublure.oidc.seams import Message

__all__ = ["id_token_claims", "refuse_tokens", "tokens"]


def id_token_claims(provider: Provider, grant: Grant, client: Client, now: int) -> dict[str, Any]:
    """The claims of the ID token: those of Core §2 that apply and what the policy adds. No user claims (trap 3), no at_hash."""
    own: dict[str, Any] = {"sub": grant.sub, "auth_time": grant.auth_time}
    if grant.acr is not None:
        own["acr"] = grant.acr
    if grant.nonce is not None:
        own["nonce"] = grant.nonce
    own |= {"aud": client.client_id, "exp": now + provider.id_token_s, "iat": now, "iss": provider.issuer}
    return {**provider.policy.id_token_claims(grant, client), **own}


def tokens(provider: Provider, client: Client, grant: Grant, access_token: str, refresh_token: str | None, now: int,
           trail: Trail, *, scope: tuple[str, ...] | None = None, nonce: bool = True) -> Answer:
    """The members of the answer, five of them or six with a refresh token. *scope* in request order, the grant's by default."""
    claims = id_token_claims(provider, grant if nonce else replace(grant, nonce=None), client, now)
    id_token_passage = provider.passage(Message.ID_TOKEN, grant.thread, client.client_id)
    id_token = signed(provider, id_token_passage, claims, client, client.id_token_signed_response_alg, trail)
    payload: dict[str, Any] = {
        "access_token": access_token,
        "expires_in": provider.grants.access_token_s,
        "id_token": encrypted(provider, id_token, client, client.id_token_encryption),
        "scope": " ".join(grant.scope if scope is None else scope),
        "token_type": "Bearer",
    }
    if refresh_token is not None:
        payload["refresh_token"] = refresh_token
    passage = provider.passage(Message.TOKEN_RESPONSE, grant.thread, client.client_id)
    trail.message(passage.message, "sent", client.client_id, masked_form(payload.items()))
    answered = json_answer(provider.seams.document(passage, payload), 200, *NO_STORE)
    return provider.seams.transport(passage, answered)


def refuse_tokens(provider: Provider, error: ProtocolError, credentials: Credentials, trail: Trail) -> Answer:
    """*error* in place of tokens, with the challenge of RFC 6749 §5.2 for whoever tried the Authorization header."""
    passage = provider.passage(Message.TOKEN_RESPONSE, trail.thread, trail.client_id)
    return refuse_as_json(provider, error, passage, trail, *client_challenge(provider, error, credentials))
