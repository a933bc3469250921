"""How a refusal is told to a client's server: JSON with an explanation, never cached (RFC 6749 §5.2, RFC 6750 §3)."""

from __future__ import annotations

import re

from doublure.exchange import Answer, json_answer
from doublure.journal import Trail
from doublure.oidc.errors import ProtocolError, TokenMissing
from doublure.oidc.provider.credentials import Credentials
from doublure.oidc.provider.provider import Provider
from doublure.oidc.seams import Passage
from doublure.oidc.vocabulary import AuthMethod

__all__ = ["NO_STORE", "bearer_challenge", "client_challenge", "error_answer", "refuse_as_json"]

#: RFC 6749 §5.1: whatever carries or refuses credentials is not kept by any cache.
NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))

_UNQUOTABLE = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")


def refuse_as_json(provider: Provider, error: ProtocolError, passage: Passage, trail: Trail,
                   *headers: tuple[str, str]) -> Answer:
    """*error* in the place of the message of *passage*: it passes that message's seam."""
    payload = _payload(provider, error)
    trail.message(passage.message, "sent", passage.client_id or "", payload)
    provider.refused(error, trail)
    answer = json_answer(provider.seams.document(passage, payload), error.status, *NO_STORE, *headers)
    return provider.seams.transport(passage, answer)


def error_answer(provider: Provider, error: ProtocolError, *headers: tuple[str, str]) -> Answer:
    """*error* from an endpoint whose success carries no message (revocation)."""
    return json_answer(_payload(provider, error), error.status, *NO_STORE, *headers)


def _payload(provider: Provider, error: ProtocolError) -> dict[str, str]:
    """`error`, `error_description`, and `error_uri` only where the issuer has pages that explain."""
    payload = {"error": error.error, "error_description": error.description}
    if provider.error_uri is not None:
        payload["error_uri"] = provider.error_uri(error)
    return payload


def bearer_challenge(provider: Provider, error: ProtocolError) -> tuple[str, str]:
    """The WWW-Authenticate header of RFC 6750 §3; a call without any token is told the realm only."""
    parts = [f'realm="{_quoted(provider.issuer)}"']
    if not isinstance(error, TokenMissing):
        parts += [f'error="{_quoted(error.error)}"', f'error_description="{_quoted(error.description)}"']
    return "WWW-Authenticate", f"Bearer {', '.join(parts)}"


def client_challenge(provider: Provider, error: ProtocolError, credentials: Credentials) -> tuple[tuple[str, str], ...]:
    """The WWW-Authenticate header that RFC 6749 §5.2 asks for when a client tried the Authorization header."""
    tried = AuthMethod.BASIC in credentials.mechanisms or credentials.malformed is not None
    return (("WWW-Authenticate", f'Basic realm="{_quoted(provider.issuer)}"'),) if error.status == 401 and tried else ()


def _quoted(text: str) -> str:
    # RFC 6750 §3 allows neither quotes nor backslashes nor control characters inside these values.
    return _UNQUOTABLE.sub("'", text)
