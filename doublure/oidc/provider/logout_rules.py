"""The rules of RP-Initiated Logout, one predicate each (OpenID Connect RP-Initiated Logout §2, §3).

Without a hint that proves which client asks, nobody is sent anywhere: the end-session endpoint would be an open redirect.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from doublure.exchange import Parameters, Request
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.hints import Hint
from doublure.oidc.provider.table import Check, Finding

__all__ = [
    "LogoutQuestion", "LogoutRequest", "hint_client_known", "hint_of_this_client", "hint_present", "hint_valid",
    "only_parameters", "parameters_once", "request_readable", "return_needs_client", "return_registered",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutRequest:
    """The parameters of a logout request, `None` when absent."""

    id_token_hint: str | None = field(default=None, repr=False)
    client_id: str | None = None
    post_logout_redirect_uri: str | None = None
    state: str | None = None
    logout_hint: str | None = None

    @classmethod
    def read(cls, parameters: Parameters) -> LogoutRequest:
        """The request in *parameters*; an empty value is an absent one."""
        return cls(**{name: parameters.get(name) or None for name in cls.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoutQuestion:
    """A logout request: as received, as read, what its hint says, and the active client that hint or client_id names."""

    request: Request
    asked: LogoutRequest
    hint: Hint | None
    client: Client | None

    @property
    def sub(self) -> str | None:
        """Whom the hint speaks of, if it is ours."""
        return self.hint.sub if self.hint else None


def request_readable(question: LogoutQuestion) -> Finding | None:
    """RFC 6749 App. B: parameters are form-urlencoded in UTF-8."""
    fault = question.request.fault
    return Finding(fault, "parameters form-urlencoded in UTF-8") if fault else None


def parameters_once(question: LogoutQuestion) -> Finding | None:
    """RFC 6749 §3.1, which the parameters of §2 follow: each at most once."""
    repeated = question.request.parameters.repeated()
    return Finding(f"more than once: {', '.join(repeated)[:100]}", "each parameter once") if repeated else None


def only_parameters(*allowed: str) -> Check[LogoutQuestion]:
    """The rule of an endpoint that refuses every parameter but *allowed*; §2 would ignore them."""

    def check(question: LogoutQuestion) -> Finding | None:
        others = [name for name in question.request.parameters.names() if name not in allowed]
        return Finding(f"also {', '.join(others)[:100]}", f"only {', '.join(allowed)}") if others else None

    return check


def hint_present(question: LogoutQuestion) -> Finding | None:
    """§2 RECOMMENDS id_token_hint; this is for issuers that require it."""
    return None if question.asked.id_token_hint else Finding("no id_token_hint", "the ID token last received")


def hint_client_known(question: LogoutQuestion) -> Finding | None:
    """§2: the hint was issued to a client registered here, and active."""
    hint = question.hint
    if hint is None or hint.client_id is None or question.client is not None:
        return None
    return Finding(hint.client_id[:100], "a client registered at this issuer, active")


def hint_valid(question: LogoutQuestion) -> Finding | None:
    """§2: "the OP MUST validate that it was the issuer of the ID Token". Its expiry does not matter."""
    hint = question.hint
    if hint is None or hint.claims is not None:
        return None
    return Finding(hint.fault or "not an ID token", "an ID token signed by this issuer, expired or not")


def hint_of_this_client(question: LogoutQuestion) -> Finding | None:
    """§2: when client_id and hint are both present, the hint was issued to that client."""
    hint, named = question.hint, question.asked.client_id
    if hint is None or hint.client_id is None or named is None or hint.client_id == named:
        return None
    return Finding(named[:100], hint.client_id[:100])


def return_needs_client(question: LogoutQuestion) -> Finding | None:
    """§2: a return address is followed only when it is known whose it is."""
    if question.asked.post_logout_redirect_uri is None or question.client is not None:
        return None
    return Finding("a post_logout_redirect_uri and no known client", "id_token_hint or client_id beside it")


def return_registered(question: LogoutQuestion) -> Finding | None:
    """§3.1: exact comparison with the post_logout_redirect_uris registered; nobody's address is registered for nobody."""
    uri = question.asked.post_logout_redirect_uri
    registered = question.client.post_logout_redirect_uris if question.client else ()
    if uri is None or uri in registered:
        return None
    elsewhere = question.client is not None and uri in question.client.redirect_uris
    received = f"{uri[:150]} (registered, but as redirect_uri)" if elsewhere else uri[:200]
    return Finding(received, " or ".join(registered)[:200] or "none is registered", given=uri, known=registered)
