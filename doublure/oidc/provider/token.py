"""The token endpoint (RFC 6749 §4.1.3, §5; OpenID Connect Core §3.1.3): a code is spent, then tokens are made.

Replay safety is worth more than a retry on a rare outage: the code is spent before anything is signed, and whatever an
authenticated client gets wrong about it burns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from doublure.exchange import Answer, Request
from doublure.journal import Thread
from doublure.oidc.errors import InvalidGrant, ProtocolError
from doublure.oidc.provider.client_rules import asked_by
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.minting import refuse_tokens, tokens
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.redemption import Redemption
from doublure.oidc.provider.table import Row, completed, first_refusal
from doublure.oidc.provider.token_rules import TokenQuestion, code_known
from doublure.oidc.provider.token_table import PLAIN_TOKEN_ROWS

__all__ = ["answer", "ask"]


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
        attempt = question.redemption
        return tokens(provider, client, attempt.grant, attempt.access_token, attempt.refresh_token, question.now, trail)
    except ProtocolError as error:
        return refuse_tokens(provider, error, question.credentials, trail)


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
