"""The rules of the authorization endpoint, one predicate each (RFC 6749 §3.1, §4.1.1; OpenID Connect Core §3.1.2; RFC 7636).

The first six decide whether the redirect URI is the client's; a refusal before that never travels.
"""

from __future__ import annotations

from dataclasses import dataclass

from doublure.exchange import Request
from doublure.oidc.provider.authorization_request import AuthorizationRequest
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.table import Check, Finding
from doublure.oidc.vocabulary import ResponseType

__all__ = [
    "AuthorizeQuestion", "client_known", "client_presented", "only_parameters", "openid_asked",
    "parameters_once", "present", "redirect_uri_present", "redirect_uri_registered", "request_readable",
    "response_mode_query", "response_type_code", "response_type_present", "scope_granted",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizeQuestion:
    """An authorization request, as received and as read, and the active client it names."""

    request: Request
    asked: AuthorizationRequest
    client: Client | None


def request_readable(question: AuthorizeQuestion) -> Finding | None:
    """RFC 6749 App. B: parameters are form-urlencoded in UTF-8."""
    fault = question.request.fault
    return Finding(fault, "parameters form-urlencoded in UTF-8") if fault else None


def parameters_once(question: AuthorizeQuestion) -> Finding | None:
    """RFC 6749 §3.1: "Request and response parameters MUST NOT be included more than once"."""
    repeated = question.request.parameters.repeated()
    return Finding(f"more than once: {', '.join(repeated)[:100]}", "each parameter once") if repeated else None


def only_parameters(*allowed: str) -> Check[AuthorizeQuestion]:
    """The rule of an endpoint that refuses every parameter but *allowed*; RFC 6749 §3.1 would ignore them."""

    def check(question: AuthorizeQuestion) -> Finding | None:
        others = [name for name in question.request.parameters.names() if name not in allowed]
        return Finding(f"also {', '.join(others)[:100]}", f"only {', '.join(allowed)}") if others else None

    return check


def present(name: str) -> Check[AuthorizeQuestion]:
    """The rule that parameter *name* must not be missing or empty."""

    def check(question: AuthorizeQuestion) -> Finding | None:
        return None if question.request.parameters.get(name) else Finding(f"no {name}", name)

    return check


def client_presented(question: AuthorizeQuestion) -> Finding | None:
    """RFC 6749 §4.1.1: client_id is REQUIRED."""
    return None if question.asked.client_id else Finding("no client_id", "the client_id of the registration")


def client_known(question: AuthorizeQuestion) -> Finding | None:
    """RFC 6749 §4.1.2.1: the client is registered here, and active."""
    if question.client is not None:
        return None
    return Finding((question.asked.client_id or "absent")[:100], "a client registered at this issuer, active")


def redirect_uri_present(question: AuthorizeQuestion) -> Finding | None:
    """Core §3.1.2.1: redirect_uri is REQUIRED, also when only one is registered."""
    return None if question.asked.redirect_uri else Finding("no redirect_uri", "one of those registered")


def redirect_uri_registered(question: AuthorizeQuestion) -> Finding | None:
    """RFC 9700 §2.1: exact string comparison with those registered; no pattern, no normalisation, no loopback port rule."""
    given = question.asked.redirect_uri or ""
    registered = question.client.redirect_uris if question.client else ()
    if given in registered:
        return None
    return Finding(given[:200], " or ".join(registered)[:200] or "none is registered")


def response_type_present(question: AuthorizeQuestion) -> Finding | None:
    """RFC 6749 §3.1.1: response_type is REQUIRED."""
    return None if question.asked.response_type else Finding("no response_type", ResponseType.CODE.value)


def response_type_code(question: AuthorizeQuestion) -> Finding | None:
    """RFC 6749 §3.1.1: the code flow is the only one there is."""
    asked = question.asked.response_type
    return None if not asked or asked == ResponseType.CODE else Finding(asked[:100], ResponseType.CODE.value)


def response_mode_query(question: AuthorizeQuestion) -> Finding | None:
    """OAuth 2.0 Multiple Response Type Encoding Practices §2.1: answers travel in the query."""
    mode = question.asked.response_mode
    return None if mode in (None, "query") else Finding(f"{mode[:50]!r}", "query")


def openid_asked(question: AuthorizeQuestion) -> Finding | None:
    """Core §3.1.2.1: an OpenID Connect request contains the scope openid."""
    scope = question.asked.scope
    return None if "openid" in scope else Finding(" ".join(scope)[:200] or "no scope", "openid among the scopes")


def scope_granted(question: AuthorizeQuestion) -> Finding | None:
    """RFC 6749 §3.3: nothing is asked that the client's registration does not grant."""
    client = question.client
    others = [scope for scope in question.asked.scope if client is not None and scope not in client.scope]
    return Finding(" ".join(others)[:200], "scopes granted at registration") if others else None
