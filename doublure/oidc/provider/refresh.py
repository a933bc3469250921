"""The token endpoint for grant_type=refresh_token (RFC 6749 §6; OpenID Connect Core §12): the token is rotated at each use."""

from __future__ import annotations

from collections.abc import Iterable

from doublure.exchange import Answer, Request
from doublure.journal import Thread
from doublure.oidc.authorization_errors import UnauthorizedClient
from doublure.oidc.errors import InvalidGrant, InvalidRequest, InvalidScope, ProtocolError
from doublure.oidc.provider import refresh_rules as rules
from doublure.oidc.provider.client_rules import asked_by
from doublure.oidc.provider.masking import masked_form
from doublure.oidc.provider.minting import refuse_tokens, tokens
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.refresh_rules import RefreshQuestion
from doublure.oidc.provider.rotation import Rotation, find_refresh
from doublure.oidc.provider.table import Row, completed, first_refusal
from doublure.oidc.provider.token_table import ENCRYPTION_ROWS, PLAIN_CLIENT_ROWS

__all__ = ["PLAIN_REFRESH_ROWS", "answer"]

#: Every check, in the order they run.
PLAIN_REFRESH_ROWS: tuple[Row[RefreshQuestion], ...] = (
    *PLAIN_CLIENT_ROWS,
    Row("refresh_allowed", rules.refresh_allowed, "RFC 6749 §5.2", saying(UnauthorizedClient, "grant type not registered")),
    Row("refresh_token_present", rules.refresh_token_present, "RFC 6749 §6",
        saying(InvalidRequest, "refresh_token is missing")),
    Row("refresh_token_known", rules.refresh_token_known, "RFC 6749 §6", saying(InvalidGrant, "unknown refresh token")),
    Row("refresh_token_of_this_client", rules.refresh_token_of_this_client, "RFC 6749 §10.4",
        saying(InvalidGrant, "the refresh token was issued to another client")),
    Row("refresh_grant_unrevoked", rules.refresh_grant_unrevoked, "RFC 7009 §2.1",
        saying(InvalidGrant, "the refresh token was revoked")),
    Row("refresh_grant_live", rules.refresh_grant_live, "RFC 6749 §5.2", saying(InvalidGrant, "the refresh token has expired")),
    Row("scope_not_broader", rules.scope_not_broader, "RFC 6749 §6", saying(InvalidScope, "scope exceeds what was granted")),
    Row("refresh_token_unspent", rules.refresh_token_unspent, "RFC 9700 §4.14.2",
        saying(InvalidGrant, "the refresh token was used before")),
    *ENCRYPTION_ROWS,
)


def answer(provider: Provider, request: Request, rows: Iterable[Row[RefreshQuestion]] = PLAIN_REFRESH_ROWS, *,
           thread: Thread | None = None) -> Answer:
    """Answer a refresh request by *rows*; what they leave out is added from `PLAIN_REFRESH_ROWS`.

    One flush reads the token, one replaces it. A refusal that is no `ProtocolError` is raised.
    """
    credentials, client = asked_by(provider, request)
    token = request.form.get("refresh_token") or ""
    kept = find_refresh(provider.grants, token)
    question = RefreshQuestion(
        provider=provider, request=request, credentials=credentials, client=client, now=provider.clock.now(),
        rotation=Rotation(provider.grants, token, kept) if kept else None,
    )
    trail = provider.trail(kept.grant.thread if kept else thread or provider.thread(), client.client_id if client else None)
    trail.message("token_request", "received", credentials.client_id or "", masked_form(request.form))
    refused = first_refusal(completed(rows, PLAIN_REFRESH_ROWS), question, trail)
    attempt = question.rotation
    try:
        if refused is not None:
            if attempt is not None and refused[0].check is rules.refresh_token_of_this_client:
                # An authenticated client shows a token that was never given to it: the token has been stolen.
                attempt.end()
                trail.event("grant_revoked", by="theft")
            raise refused[1]
        if client is None or attempt is None or not attempt.first(question.scope):
            raise InvalidGrant("grant request is invalid")
        # Core §12.2: a refreshed ID token should not repeat the nonce, whose only use was at the login.
        return tokens(provider, client, attempt.kept.grant, attempt.access_token, attempt.refresh_token, question.now, trail,
                      scope=question.scope, nonce=False)
    except ProtocolError as error:
        return refuse_tokens(provider, error, credentials, trail)
