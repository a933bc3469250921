"""The rules of client authentication, one predicate each, so that a house can give each its own words (RFC 6749 §2.3, §5.2).

They are meant to be listed in this order: each supposes that those before it found nothing, and none fails when it is not so.
"""

from __future__ import annotations

from dataclasses import dataclass

from doublure.exchange import Parameters, Request
from doublure.journal import masked
from doublure.oidc.provider import assertions
from doublure.oidc.provider.clients import Client
from doublure.oidc.provider.credentials import Credentials, credentials_of
from doublure.oidc.provider.provider import Provider
from doublure.oidc.provider.table import Check, Finding
from doublure.oidc.vocabulary import AuthMethod

__all__ = [
    "ClientQuestion", "asked_by", "assertion_right", "body_readable", "client_ids_agree", "client_known", "client_presented",
    "credentials_readable", "method_registered", "one_mechanism", "only_parameters", "parameters_once", "secret_right",
]

_FORM = "application/x-www-form-urlencoded"
_WITH_SECRET = (AuthMethod.BASIC, AuthMethod.POST)
_WITH_ASSERTION = (AuthMethod.PRIVATE_KEY_JWT, AuthMethod.SECRET_JWT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientQuestion:
    """A back-channel call of a client: what it sent, whom it says it is, whom we know under that name."""

    provider: Provider
    request: Request
    credentials: Credentials
    client: Client | None

    @property
    def form(self) -> Parameters:
        """The parameters: those of the body, whatever the query says (RFC 6749 §3.2)."""
        return self.request.form


def body_readable(question: ClientQuestion) -> Finding | None:
    """RFC 6749 App. B: the body is application/x-www-form-urlencoded in UTF-8."""
    fault = question.request.fault
    return Finding(fault, "application/x-www-form-urlencoded in UTF-8") if fault else None


def parameters_once(question: ClientQuestion) -> Finding | None:
    """RFC 6749 §3.2: "Request and response parameters MUST NOT be included more than once"."""
    repeated = question.form.repeated()
    return Finding(f"more than once: {', '.join(repeated)[:100]}", "each parameter once") if repeated else None


def only_parameters(*allowed: str) -> Check[ClientQuestion]:
    """The rule of an endpoint that refuses every parameter but *allowed*; RFC 6749 §3.2 would ignore them."""

    def check(question: ClientQuestion) -> Finding | None:
        others = [name for name in question.form.names() if name not in allowed]
        return Finding(f"also {', '.join(others)[:100]}", f"only {', '.join(allowed)}") if others else None

    return check


def credentials_readable(question: ClientQuestion) -> Finding | None:
    """RFC 6749 §2.3.1: an Authorization header is Basic, its two parts form-urlencoded."""
    malformed = question.credentials.malformed
    return Finding(malformed, "Basic with client_id and client_secret, each form-urlencoded") if malformed else None


def client_presented(question: ClientQuestion) -> Finding | None:
    """RFC 6749 §3.2.1: a client says who it is."""
    given = question.credentials
    if given.mechanisms and given.client_ids:
        return None
    kind = (question.request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    other = f" in a body of type {kind[:50]}" if kind not in {"", _FORM} else ""
    missing = "no client_id" if given.mechanisms else "no client authentication"
    return Finding(missing + other, "one client authentication method")


def one_mechanism(question: ClientQuestion) -> Finding | None:
    """RFC 6749 §2.3: "The client MUST NOT use more than one authentication method in each request"."""
    mechanisms = question.credentials.mechanisms
    return Finding(" and ".join(mechanisms), "one method") if len(mechanisms) > 1 else None


def client_ids_agree(question: ClientQuestion) -> Finding | None:
    """RFC 7521 §4.2: a client_id sent beside other credentials names the same client."""
    named = question.credentials.client_ids
    return Finding(f"{len(named)} different client_ids", "the same client_id everywhere") if len(named) > 1 else None


def client_known(question: ClientQuestion) -> Finding | None:
    """RFC 6749 §5.2: the client is registered here, and active."""
    if question.client is not None or not question.credentials.client_ids:
        return None
    named = question.credentials.client_id or "several"
    return Finding(named[:100], "a client registered at this issuer, active", given=named)


def method_registered(question: ClientQuestion) -> Finding | None:
    """RFC 7591 §2: a client authenticates by the method it registered, and no other."""
    client, method = question.client, question.credentials.method
    if client is None or method is None or method in client.token_endpoint_auth_method:
        return None
    registered = client.token_endpoint_auth_method
    return Finding(str(method), " or ".join(registered), given=str(method), known=registered)


def secret_right(question: ClientQuestion) -> Finding | None:
    """RFC 6749 §2.3.1: the secret is the registered one, compared in constant time."""
    client, given = question.client, question.credentials
    if client is None or not any(method in _WITH_SECRET for method in given.mechanisms):
        return None
    secret = given.secret or ""
    if client.secret is None:
        return Finding(masked(secret), "a client registered with a secret")
    return None if client.secret.matches(secret) else Finding(client.secret.mistake(secret), "the registered secret")


def assertion_right(question: ClientQuestion) -> Finding | None:
    """RFC 7523 §3: the assertion is signed by the client, addressed to us, fresh, and used once."""
    client, given = question.client, question.credentials
    if client is None or not any(method in _WITH_ASSERTION for method in given.mechanisms):
        return None
    return assertions.objection(question.provider, client, given)


def asked_by(provider: Provider, request: Request) -> tuple[Credentials, Client | None]:
    """The credentials of *request*, and the active client they name if they name exactly one."""
    credentials = credentials_of(request)
    return credentials, provider.client(credentials.client_id)
