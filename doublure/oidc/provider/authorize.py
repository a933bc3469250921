"""The authorization endpoint's two ends: the request is read and examined, the answer is joined to the redirect URI.

What happens between, a person proving who she is, belongs to the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from doublure.exchange import Answer, Request
from doublure.journal import Trail
from doublure.oidc.errors import ProtocolError
from doublure.oidc.provider.authorization_request import AuthorizationRequest
from doublure.oidc.provider.authorize_rules import AuthorizeQuestion
from doublure.oidc.provider.authorize_table import PLAIN_AUTHORIZE_ROWS, REDIRECT_ROWS
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.response_modes import Mode, query
from doublure.oidc.provider.table import Row, completed, examine
from doublure.oidc.seams import Message, Passage

__all__ = ["ask", "check", "granted_scope", "passage_of", "refuse", "respond"]


def ask(provider: Provider, request: Request) -> AuthorizeQuestion:
    """The question that the rules examine: the request as read, and the active client it names."""
    asked = AuthorizationRequest.read(request.parameters)
    return AuthorizeQuestion(request=request, asked=asked, client=provider.client(asked.client_id))


def check(provider: Provider, request: Request, trail: Trail,
          rows: Iterable[Row[AuthorizeQuestion]] = PLAIN_AUTHORIZE_ROWS) -> AuthorizeQuestion:
    """The question when *rows* find nothing. Raises the refusal of the first that does; its `travels` says where it may go.

    Rows about client and redirect URI that *rows* leave out are added: without them every answer would be an open redirect.
    """
    question = ask(provider, request)
    if question.client is not None:
        trail = replace(trail, client_id=question.client.client_id)
    trail.message("authorization_request", "received", question.asked.client_id or "", masked_form(request.parameters))
    examine(completed(rows, REDIRECT_ROWS), question, trail)
    return question


def granted_scope(question: AuthorizeQuestion, known: Iterable[str]) -> tuple[str, ...]:
    """What is granted of the scopes asked: those *known* and registered, in request order."""
    registered = question.client.scope if question.client else frozenset()
    offered = frozenset(known) & registered
    return tuple(scope for scope in question.asked.scope if scope in offered)


def respond(provider: Provider, redirect_uri: str, parameters: Mapping[str, str], passage: Passage, *,
            mode: Mode = query, trail: Trail | None = None) -> Answer:
    """Send *parameters* and `iss` (RFC 9207 §2) to *redirect_uri*, which has been examined, by *mode*."""
    complete = {**parameters, "iss": provider.issuer}
    if trail is not None:
        trail.message(passage.message, "sent", passage.client_id or "", masked_form(complete.items()))
    sent = provider.seams.parameters(passage, complete)
    return provider.seams.transport(passage, mode(redirect_uri, sent))


def refuse(provider: Provider, redirect_uri: str, error: ProtocolError, state: str | None, passage: Passage, *,
           extra: Mapping[str, str] | None = None, mode: Mode = query, trail: Trail | None = None) -> Answer:
    """Send *redirect_uri* the *error* (RFC 6749 §4.1.2.1), *extra*, the request's *state* when it had one, and `iss`.

    Raises *error* itself when it must not travel.
    """
    if not error.travels:
        raise error
    parameters = {"error": error.error, "error_description": error.description, **(extra or {})}
    if state is not None:
        parameters["state"] = state
    return respond(provider, redirect_uri, parameters, passage, mode=mode, trail=trail)


def passage_of(provider: Provider, trail: Trail) -> Passage:
    """The way of an authorization response in the journey of *trail*."""
    return provider.passage(Message.AUTHORIZATION_RESPONSE, trail.thread, trail.client_id)
