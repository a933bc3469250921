"""The revocation endpoint (RFC 7009): a client ends what it was given. An unknown token is as good as a revoked one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from doublure.exchange import Answer, Request
from doublure.journal import Thread
from doublure.oidc.errors import InvalidRequest, ProtocolError
from doublure.oidc.provider.client_rules import ClientQuestion, asked_by
from doublure.oidc.provider.either_token import find_either
from doublure.oidc.provider.grant import AccessGrant, RefreshGrant
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.refusals import NO_STORE, client_challenge, error_answer
from doublure.oidc.provider.table import Finding, Row, completed, examine
from doublure.oidc.provider.token_table import PLAIN_CLIENT_ROWS

__all__ = ["PLAIN_REVOCATION_ROWS", "RevocationQuestion", "answer", "token_present"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationQuestion(ClientQuestion):
    """A revocation request and what its token reads, if anything."""

    found: AccessGrant | RefreshGrant | None


def token_present(question: ClientQuestion) -> Finding | None:
    """RFC 7009 §2.1: token is REQUIRED."""
    return None if question.form.get("token") else Finding("no token", "the token that the request is about")


#: Every check of the endpoint, in the order they run.
PLAIN_REVOCATION_ROWS: tuple[Row[RevocationQuestion], ...] = (
    *PLAIN_CLIENT_ROWS,
    Row("token_present", token_present, "RFC 7009 §2.1", saying(InvalidRequest, "token is missing")),
)


def answer(provider: Provider, request: Request, rows: Iterable[Row[RevocationQuestion]] = PLAIN_REVOCATION_ROWS, *,
           thread: Thread | None = None) -> Answer:
    """200 without body, whether the token was known or not; another client's token stays in force (RFC 7009 §2.1, §2.2)."""
    credentials, client = asked_by(provider, request)
    found = find_either(provider.grants, request.form.get("token") or "")
    question = RevocationQuestion(provider=provider, request=request, credentials=credentials, client=client, found=found)
    trail = provider.trail(found.grant.thread if found else thread or provider.thread(),
                           client.client_id if client else None)
    trail.message("revocation_request", "received", credentials.client_id or "", masked_form(request.form))
    try:
        examine(completed(rows, PLAIN_REVOCATION_ROWS), question, trail)
    except ProtocolError as error:
        provider.refused(error, trail)
        return error_answer(provider, error, *client_challenge(provider, error, credentials))
    if found is not None and client is not None and found.grant.client_id == client.client_id:
        provider.grants.revoke(found.grant.id)
        trail.event("grant_revoked", by="client")
    return Answer(status=200, headers=NO_STORE)
