"""The introspection endpoint (RFC 7662): a client asks whether a token of its own is good.

A token of somebody else is as inactive as one that never was: the answer must not be an oracle (§4).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from doublure.exchange import Answer, Request, json_answer
from doublure.journal import Thread
from doublure.oidc.errors import InvalidClient, InvalidRequest, ProtocolError
from doublure.oidc.provider.client_rules import ClientQuestion, asked_by
from doublure.oidc.provider.either_token import find_either
from doublure.oidc.provider.grant import AccessGrant, RefreshGrant
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.refusals import NO_STORE, client_challenge, refuse_as_json
from doublure.oidc.provider.revocation import token_present
from doublure.oidc.provider.table import Finding, Row, completed, examine
from doublure.oidc.provider.token_table import PLAIN_CLIENT_ROWS
from doublure.oidc.seams import Message
from doublure.oidc.vocabulary import AuthMethod

__all__ = ["PLAIN_INTROSPECTION_ROWS", "answer", "client_proved"]


def client_proved(question: ClientQuestion) -> Finding | None:
    """RFC 7662 §2.1: "the endpoint MUST also require some form of authorization"; a name alone is none."""
    if question.credentials.method is not AuthMethod.NONE:
        return None
    return Finding("a client without credentials", "a confidential client")


#: Every check of the endpoint, in the order they run.
PLAIN_INTROSPECTION_ROWS: tuple[Row[ClientQuestion], ...] = (
    *PLAIN_CLIENT_ROWS,
    Row("client_proved", client_proved, "RFC 7662 §2.1", saying(InvalidClient, "client authentication is required")),
    Row("token_present", token_present, "RFC 7662 §2.1", saying(InvalidRequest, "token is missing")),
)


def answer(provider: Provider, request: Request, rows: Iterable[Row[ClientQuestion]] = PLAIN_INTROSPECTION_ROWS, *,
           thread: Thread | None = None) -> Answer:
    """`{"active": false}`, or what the token gives and until when."""
    credentials, client = asked_by(provider, request)
    found = find_either(provider.grants, request.form.get("token") or "")
    question = ClientQuestion(provider=provider, request=request, credentials=credentials, client=client)
    trail = provider.trail(found.grant.thread if found else thread or provider.thread(), client.client_id if client else None)
    passage = provider.passage(Message.INTROSPECTION, trail.thread, trail.client_id)
    trail.message("introspection_request", "received", credentials.client_id or "", masked_form(request.form))
    try:
        examine(completed(rows, PLAIN_INTROSPECTION_ROWS), question, trail)
    except ProtocolError as error:
        return refuse_as_json(provider, error, passage, trail, *client_challenge(provider, error, credentials))
    said: dict[str, Any] = {"active": False}
    if found is not None and client is not None and found.grant.client_id == client.client_id:
        said = _said(provider, found)
    trail.message(passage.message, "sent", trail.client_id or "", said)
    return provider.seams.transport(passage, json_answer(provider.seams.document(passage, said), 200, *NO_STORE))


def _said(provider: Provider, found: AccessGrant | RefreshGrant) -> dict[str, Any]:
    """RFC 7662 §2.2."""
    grant = found.grant
    ends = min(found.expires_at, grant.expires_at) if isinstance(found, AccessGrant) else grant.expires_at
    if grant.revoked or provider.clock.now() >= ends:
        return {"active": False}
    kind = {"token_type": "Bearer"} if isinstance(found, AccessGrant) else {}
    return {
        "active": True, "scope": " ".join(grant.scope), "client_id": grant.client_id, **kind, "exp": ends,
        "iat": found.issued_at, "sub": grant.sub, "aud": grant.client_id, "iss": provider.issuer,
    }
