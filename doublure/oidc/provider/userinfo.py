"""The userinfo endpoint (OpenID Connect Core §5.3): the claims of the person, plain, signed, encrypted or both, as registered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from doublure.exchange import Answer, Request, json_answer
from doublure.journal import Thread, Trail
from doublure.oidc.errors import InvalidRequest, InvalidToken, ProtocolError, TokenMissing
from doublure.oidc.provider import userinfo_rules as rules
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.grants import AccessGrant
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.refusals import NO_STORE, bearer_challenge, refuse_as_json
from doublure.oidc.provider.signing import encrypted, signed
from doublure.oidc.provider.table import Row, completed, examine
from doublure.oidc.provider.token_table import ENCRYPTION_ROWS
from doublure.oidc.provider.userinfo_rules import UserinfoQuestion, presented_in
from doublure.oidc.seams import Message

__all__ = ["PLAIN_USERINFO_ROWS", "QUERY_ROW", "answer", "question_of"]

#: For issuers that take no token in the query: not an invariant, FranceConnect does.
QUERY_ROW: Row[UserinfoQuestion] = Row("token_not_in_query", rules.token_not_in_query, "RFC 9700 §4.3.2",
                                       saying(InvalidRequest, "the access token belongs in the Authorization header"))

#: Every check of the endpoint, in the order they run.
PLAIN_USERINFO_ROWS: tuple[Row[UserinfoQuestion], ...] = (
    Row("request_readable", rules.request_readable, "RFC 6750 §2.2", saying(InvalidRequest, "unreadable parameters")),
    Row("one_token_mechanism", rules.one_token_mechanism, "RFC 6750 §2",
        saying(InvalidRequest, "more than one access token")),
    Row("scheme_is_bearer", rules.scheme_is_bearer, "RFC 6750 §2.1",
        saying(InvalidRequest, "the Authorization header must be Bearer and one token")),
    Row("token_presented", rules.token_presented, "RFC 6750 §3.1", saying(TokenMissing, "no access token")),
    Row("token_known", rules.token_known, "RFC 6750 §3.1", saying(InvalidToken, "unknown access token")),
    Row("token_unexpired", rules.token_unexpired, "RFC 6750 §3.1", saying(InvalidToken, "the access token has expired")),
    Row("grant_unrevoked", rules.grant_unrevoked, "RFC 7009 §2.1", saying(InvalidToken, "the access token was revoked")),
    Row("grant_live", rules.grant_live, "RFC 6750 §3.1", saying(InvalidToken, "the grant has expired")),
    Row("client_active", rules.client_active, "RFC 6750 §3.1", saying(InvalidToken, "the client is not registered any more")),
    *ENCRYPTION_ROWS,
)


def answer(provider: Provider, request: Request, rows: Iterable[Row[UserinfoQuestion]] = PLAIN_USERINFO_ROWS, *,
           thread: Thread | None = None) -> Answer:
    """Answer a userinfo request by *rows*; what they leave out is added from `PLAIN_USERINFO_ROWS`. One flush, read only.

    *thread* is used when the token is not known. A refusal that is no `ProtocolError` is raised.
    """
    question = question_of(provider, request)
    access, client = question.access, question.client
    trail = provider.trail(access.grant.thread if access else thread or provider.thread(),
                           access.grant.client_id if access else None)
    places = " and ".join(question.presented.places) or "absent"
    trail.message("userinfo_request", "received", trail.client_id or "", {"token": places})
    try:
        examine(completed(rows, PLAIN_USERINFO_ROWS), question, trail)
        if access is None or client is None:
            raise InvalidToken("unknown access token")
        return _claims(provider, access, client, question.now, trail)
    except ProtocolError as error:
        passage = provider.passage(Message.USERINFO, trail.thread, trail.client_id)
        return refuse_as_json(provider, error, passage, trail, bearer_challenge(provider, error))


def question_of(provider: Provider, request: Request) -> UserinfoQuestion:
    """What *request* presents and what that reads here: for this endpoint, and for a house's own that takes the same tokens."""
    presented = presented_in(request)
    access = provider.grants.find_access(presented.token) if presented.token else None
    client = provider.client(access.grant.client_id) if access else None
    return UserinfoQuestion(provider=provider, request=request, presented=presented, access=access, client=client,
                            now=provider.clock.now())


def _claims(provider: Provider, access: AccessGrant, client: Client, now: int, trail: Trail) -> Answer:
    """The claims the policy releases, and the `sub` of the ID token (Core §5.3.2: always the same)."""
    grant, alg = access.grant, client.userinfo_signed_response_alg
    claims: dict[str, Any] = {**provider.policy.userinfo_claims(grant, client), "sub": grant.sub}
    passage = provider.passage(Message.USERINFO, grant.thread, client.client_id)
    encryption = client.userinfo_encryption
    if alg is None:
        trail.message(passage.message, "sent", client.client_id, claims)
        document = provider.seams.document(passage, claims)
        if encryption is None:
            return provider.seams.transport(passage, json_answer(document, 200, *NO_STORE))
        body = encrypted(provider, json_answer(document).body.decode(), client, encryption, nested=False)
    else:
        claims |= {"aud": client.client_id, "exp": access.expires_at, "iat": now, "iss": provider.issuer}
        body = encrypted(provider, signed(provider, passage, claims, client, alg, trail), client, encryption)
    jwt = Answer(status=200, body=body.encode(), content_type="application/jwt; charset=utf-8", headers=NO_STORE)
    return provider.seams.transport(passage, jwt)
