"""The rules of the userinfo endpoint, one predicate each (RFC 6750 §2, §3; OpenID Connect Core §5.3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from doublure.exchange import Request
from doublure.journal import masked
from doublure.oidc.encryption import Encryption
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.grants import AccessGrant
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.table import Finding

__all__ = [
    "Presented", "UserinfoQuestion", "client_active", "grant_live", "grant_unrevoked", "one_token_mechanism",
    "presented_in", "request_readable", "scheme_is_bearer", "token_known", "token_not_in_query", "token_presented",
    "token_unexpired",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """Where access tokens were found: `places` among header, body and query; `scheme` of the Authorization header if any."""

    places: tuple[str, ...] = ()
    token: str | None = field(default=None, repr=False)
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UserinfoQuestion:
    """A userinfo request: the token presented, what it reads, who may read it, and the time."""

    provider: Provider
    request: Request
    presented: Presented
    access: AccessGrant | None
    client: Client | None
    now: int

    @property
    def encryption(self) -> Encryption | None:
        """How the claims are encrypted."""
        return self.client.userinfo_encryption if self.client else None


def presented_in(request: Request) -> Presented:
    """The access tokens in *request*: RFC 6750 §2.1 header (scheme in any case, RFC 9110 §11.1), §2.2 body, §2.3 query."""
    header = request.headers.get("authorization")
    scheme, _, credentials = (header or "").strip().partition(" ")
    found: list[tuple[str, str]] = []
    if header is not None and scheme.lower() == "bearer" and credentials.strip():
        found.append(("header", credentials.strip()))
    found += [("body", value) for value in request.form.all("access_token")]
    found += [("query", value) for value in request.query.all("access_token")]
    return Presented(places=tuple(place for place, _ in found), token=found[0][1] if len(found) == 1 else None,
                     scheme=None if header is None else scheme)


def request_readable(question: UserinfoQuestion) -> Finding | None:
    """RFC 6750 §2.2: query and body are form-urlencoded in UTF-8."""
    fault = question.request.fault
    return Finding(fault, "parameters in UTF-8") if fault else None


def scheme_is_bearer(question: UserinfoQuestion) -> Finding | None:
    """RFC 6750 §2.1: an Authorization header says Bearer and one token."""
    scheme = question.presented.scheme
    if scheme is None or (scheme.lower() == "bearer" and "header" in question.presented.places):
        return None
    return Finding("Bearer without a token" if scheme.lower() == "bearer" else f"{scheme[:20]!r}", "Bearer and the token")


def token_presented(question: UserinfoQuestion) -> Finding | None:
    """RFC 6750 §3.1: a request carries a token."""
    given = question.presented
    return None if given.places or given.scheme else Finding("no access token", "Authorization: Bearer with the access token")


def one_token_mechanism(question: UserinfoQuestion) -> Finding | None:
    """RFC 6750 §2: "Clients MUST NOT use more than one method to transmit the token in each request"."""
    places = question.presented.places
    return Finding(" and ".join(places), "one way of sending it") if len(places) > 1 else None


def token_not_in_query(question: UserinfoQuestion) -> Finding | None:
    """RFC 9700 §4.3.2: a token in the address ends up in logs and histories."""
    return Finding("a token in the query", "the Authorization header") if "query" in question.presented.places else None


def token_known(question: UserinfoQuestion) -> Finding | None:
    """RFC 6750 §3.1: the token was issued here and is still remembered."""
    if question.access is not None:
        return None
    return Finding(masked(question.presented.token), "an access token this issuer gave a moment ago")


def token_unexpired(question: UserinfoQuestion) -> Finding | None:
    """RFC 6750 §3.1: the token is used before its date."""
    access = question.access
    if access is None or question.now < access.expires_at:
        return None
    return Finding(f"{question.now - access.issued_at} s after issue", f"within {access.expires_at - access.issued_at} s")


def grant_unrevoked(question: UserinfoQuestion) -> Finding | None:
    """RFC 7009 §2.1, RFC 6749 §4.1.2: neither revoked by the client nor by a replay of its code."""
    access = question.access
    return Finding("a revoked grant", "a grant in force") if access is not None and access.grant.revoked else None


def grant_live(question: UserinfoQuestion) -> Finding | None:
    """The grant behind the token has not ended, which may be before the token does."""
    grant = question.access.grant if question.access else None
    if grant is None or question.now < grant.expires_at:
        return None
    return Finding(f"{question.now - grant.issued_at} s after the grant", f"within {grant.expires_at - grant.issued_at} s")


def client_active(question: UserinfoQuestion) -> Finding | None:
    """A client removed or switched off since it got the token reads nothing any more."""
    if question.access is None or question.client is not None:
        return None
    return Finding(question.access.grant.client_id, "a client registered at this issuer, active")
