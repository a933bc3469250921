"""The end-session endpoint (OpenID Connect RP-Initiated Logout): who asks, on whose behalf, and where she may be sent after.

Ending the session itself, and asking her when no hint proves that she wants it, belong to the house.
"""

from __future__ import annotations

from collections.abc import Iterable

from doublure.exchange import Answer, Request, see_other, with_query
from doublure.journal import Trail
from doublure.oidc.errors import InvalidClient, InvalidRequest
from doublure.oidc.provider import logout_rules as rules
from doublure.oidc.provider.hints import read_hint
from doublure.oidc.provider.logout_rules import LogoutQuestion, LogoutRequest
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.plain import on_page
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.table import Row, completed, examine

__all__ = ["PLAIN_LOGOUT_ROWS", "ask", "check", "farewell"]

#: Every check of the endpoint, in the order they run; none of these refusals travels.
PLAIN_LOGOUT_ROWS: tuple[Row[LogoutQuestion], ...] = (
    Row("request_readable", rules.request_readable, "RFC 6749 App. B", on_page(InvalidRequest, "unreadable parameters")),
    Row("parameters_once", rules.parameters_once, "RFC 6749 §3.1", on_page(InvalidRequest, "repeated parameter")),
    Row("hint_client_known", rules.hint_client_known, "RP-Initiated Logout §2",
        on_page(InvalidClient, "id_token_hint of an unknown client")),
    Row("hint_valid", rules.hint_valid, "RP-Initiated Logout §2", on_page(InvalidRequest, "invalid id_token_hint")),
    Row("hint_of_this_client", rules.hint_of_this_client, "RP-Initiated Logout §2",
        on_page(InvalidRequest, "id_token_hint of another client")),
    Row("return_needs_client", rules.return_needs_client, "RP-Initiated Logout §2",
        on_page(InvalidRequest, "post_logout_redirect_uri without a client")),
    Row("return_registered", rules.return_registered, "RP-Initiated Logout §3.1",
        on_page(InvalidRequest, "post_logout_redirect_uri is not registered")),
)


def ask(provider: Provider, request: Request) -> LogoutQuestion:
    """The question that the rules examine. Reads nothing from the store."""
    asked = LogoutRequest.read(request.parameters)
    hint = None if asked.id_token_hint is None else read_hint(provider, asked.id_token_hint)
    client = provider.client(hint.client_id if hint else asked.client_id)
    return LogoutQuestion(request=request, asked=asked, hint=hint, client=client)


def check(provider: Provider, request: Request, trail: Trail,
          rows: Iterable[Row[LogoutQuestion]] = PLAIN_LOGOUT_ROWS) -> LogoutQuestion:
    """The question when *rows* find nothing; raises the refusal of the first that does. What they leave out is added."""
    question = ask(provider, request)
    trail.message("logout_request", "received", question.asked.client_id or "", masked_form(request.parameters))
    examine(completed(rows, PLAIN_LOGOUT_ROWS), question, trail)
    return question


def farewell(question: LogoutQuestion) -> Answer | None:
    """303 to the return address with the request's `state` and nothing else, `None` when none was asked (§3)."""
    asked = question.asked
    if asked.post_logout_redirect_uri is None:
        return None
    state = {} if asked.state is None else {"state": asked.state}
    return see_other(with_query(asked.post_logout_redirect_uri, state))
