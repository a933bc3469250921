"""The token endpoint (RFC 6749 §4.1.3, §5; OpenID Connect Core §3.1.3): a code is spent, then tokens are made.

Replay safety is worth more than a retry on a rare outage: the code is spent before anything is signed, and whatever an
authenticated client gets wrong about it burns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from doublure.exchange import Answer, Request, json_answer
from doublure.journal import Thread, Trail
from doublure.oidc.errors import InvalidGrant, ProtocolError
from doublure.oidc.provider.client_rules import asked_by
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.grants import Grant
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.redemption import Redemption
from doublure.oidc.provider.refusals import NO_STORE, basic_challenge, refuse_as_json
from doublure.oidc.provider.signing import sealed, signed
from doublure.oidc.provider.table import Row, completed, first_refusal
from doublure.oidc.provider.token_rules import TokenQuestion, code_known
from doublure.oidc.provider.token_table import PLAIN_TOKEN_ROWS
from doublure.oidc.seams import Message
from doublure.oidc.vocabulary import AuthMethod

__all__ = ["answer", "ask", "id_token_claims"]


def answer(provider: Provider, request: Request, rows: Iterable[Row[TokenQuestion]] = PLAIN_TOKEN_ROWS, *,
           thread: Thread | None = None) -> Answer:
    """Answer a token request by *rows*; what they leave out is added from `PLAIN_TOKEN_ROWS`.

    One flush reads the code, one spends it and keeps the token; a client assertion adds one, a replay one. *thread* is used
    when the request names no known code. A refusal that is no `ProtocolError` is raised, after the code has been burnt.
    """
    question = ask(provider, request)
    grant, client = question.grant, question.client
    trail = provider.trail(grant.thread if grant else thread or provider.thread(), client.client_id if client else None)
    trail.message("token_request", "received", question.credentials.client_id or "", masked_form(request.form))
    table = completed(rows, PLAIN_TOKEN_ROWS)
    refused = first_refusal(table, question, trail)
    try:
        if refused is not None:
            if question.redemption is not None and _about_the_code(table, refused[0]):
                question.redemption.burn()
                trail.event("code_burnt", rule=refused[0].name)
            raise refused[1]
        if client is None or question.redemption is None or not question.redemption.first():
            raise InvalidGrant("grant request is invalid")
        return _tokens(provider, client, question.redemption, question.now, trail)
    except ProtocolError as error:
        passage = provider.passage(Message.TOKEN_RESPONSE, trail.thread, trail.client_id)
        tried_basic = AuthMethod.BASIC in question.credentials.mechanisms or question.credentials.malformed is not None
        challenge = (basic_challenge(provider),) if error.status == 401 and tried_basic else ()
        return refuse_as_json(provider, error, passage, trail, *challenge)


def ask(provider: Provider, request: Request) -> TokenQuestion:
    """The question that the rules examine. Reads the code's grant, changes nothing."""
    credentials, client = asked_by(provider, request)
    code = request.form.get("code") or ""
    grant = provider.grants.find_code(code)
    redemption = Redemption(provider.grants, code, grant) if grant else None
    return TokenQuestion(provider=provider, request=request, credentials=credentials, client=client,
                         redemption=redemption, now=provider.clock.now())


def _about_the_code(table: Sequence[Row[TokenQuestion]], row: Row[TokenQuestion]) -> bool:
    """Whether *row* comes behind `code_known`: the client is then authenticated, and shows a code wrongly."""
    return table.index(row) > [each.check for each in table].index(code_known)


def id_token_claims(provider: Provider, grant: Grant, client: Client, now: int) -> dict[str, Any]:
    """The claims of the ID token: those of Core §2 that apply and what the policy adds. No user claims (trap 3), no at_hash."""
    own: dict[str, Any] = {"sub": grant.sub, "auth_time": grant.auth_time}
    if grant.acr is not None:
        own["acr"] = grant.acr
    if grant.nonce is not None:
        own["nonce"] = grant.nonce
    own |= {"aud": client.client_id, "exp": now + provider.id_token_s, "iat": now, "iss": provider.issuer}
    return {**provider.policy.id_token_claims(grant, client), **own}


def _tokens(provider: Provider, client: Client, attempt: Redemption, now: int, trail: Trail) -> Answer:
    """The five members of the answer. `scope` in request order."""
    grant = attempt.grant
    claims = id_token_claims(provider, grant, client, now)
    id_token_passage = provider.passage(Message.ID_TOKEN, grant.thread, client.client_id)
    id_token = signed(provider, id_token_passage, claims, client, client.id_token_signed_response_alg, trail)
    payload: Mapping[str, Any] = {
        "access_token": attempt.access_token,
        "expires_in": provider.grants.access_token_s,
        "id_token": sealed(provider, id_token, client, client.id_token_encryption),
        "scope": " ".join(grant.scope),
        "token_type": "Bearer",
    }
    passage = provider.passage(Message.TOKEN_RESPONSE, grant.thread, client.client_id)
    trail.message(passage.message, "sent", client.client_id, masked_form(payload.items()))
    answered = json_answer(provider.seams.document(passage, payload), 200, *NO_STORE)
    return provider.seams.transport(passage, answered)
