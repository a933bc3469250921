"""What a request says of the client that sends it: read without believing any of it (RFC 6749 §2.3, RFC 7521 §4.2)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from doublure.exchange import Request
from doublure.oidc.tokens import TokenRefused, read_unverified
from doublure.oidc.vocabulary import AuthMethod

__all__ = ["ASSERTION_TYPE", "Credentials", "credentials_of"]

#: RFC 7523 §2.2.
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The credentials presented.

    `mechanisms` lists every one used (two are an error, none too), `method` is the one when there is exactly one.
    `client_ids` are the distinct values found. `malformed` says why the Authorization header could not be read.
    """

    mechanisms: tuple[AuthMethod, ...] = ()
    client_ids: tuple[str, ...] = ()
    secret: str | None = field(default=None, repr=False)
    assertion: str | None = field(default=None, repr=False)
    assertion_type: str | None = None
    malformed: str | None = None

    @property
    def method(self) -> AuthMethod | None:
        """The only mechanism used, or `None`."""
        return self.mechanisms[0] if len(self.mechanisms) == 1 else None

    @property
    def client_id(self) -> str | None:
        """The only client named, or `None`."""
        return self.client_ids[0] if len(self.client_ids) == 1 else None


def credentials_of(request: Request) -> Credentials:
    """The credentials in the Authorization header and in the form of *request*. Never raises; the query is not looked at."""
    form = request.form
    mechanisms: list[AuthMethod] = []
    named: list[str] = []
    secret = malformed = None
    header = request.headers.get("authorization")
    if header is not None:
        pair = _basic(header)
        if pair is None:
            malformed = "an Authorization header that is not Basic with two URL-encoded parts"
        else:
            mechanisms.append(AuthMethod.BASIC)
            named.append(pair[0])
            secret = pair[1]
    if "client_secret" in form:
        mechanisms.append(AuthMethod.POST)
        secret = form.get("client_secret") if secret is None else secret
    assertion = form.get("client_assertion")
    if assertion is not None or "client_assertion_type" in form:
        mechanisms.append(_assertion_method(assertion))
        named.extend(_subject(assertion))
    named.extend(value for value in form.all("client_id") if value)
    if not mechanisms and malformed is None and named:
        mechanisms.append(AuthMethod.NONE)
    return Credentials(mechanisms=tuple(mechanisms), client_ids=tuple(dict.fromkeys(named)), secret=secret,
                       assertion=assertion, assertion_type=form.get("client_assertion_type"), malformed=malformed)


def _basic(header: str) -> tuple[str, str] | None:
    """Identifier and secret of RFC 7617 §2, each form-urlencoded inside (RFC 6749 §2.3.1)."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
        client_id, colon, secret = text.partition(":")
        parts = unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return parts if colon and parts[0] else None


def _assertion_method(assertion: str | None) -> AuthMethod:
    header = _unverified(assertion)[0]
    return AuthMethod.SECRET_JWT if str(header.get("alg", "")).startswith("HS") else AuthMethod.PRIVATE_KEY_JWT


def _subject(assertion: str | None) -> tuple[str, ...]:
    subject = _unverified(assertion)[1].get("sub")
    return (subject,) if isinstance(subject, str) and subject else ()


def _unverified(assertion: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        return read_unverified(assertion or "")
    except TokenRefused:
        return {}, {}
