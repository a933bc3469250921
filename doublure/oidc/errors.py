"""The errors of the protocol: one class per value of `error`, each knowing its status and whether it may travel.

`travels` says that the error may be sent to the redirect URI (RFC 6749 §4.1.2.1); the others stay on a page of ours or in a
JSON answer, because the redirect URI is not known to be the client's.
"""

# ruff: noqa: N818 - the classes bear the names the errors have on the wire

from __future__ import annotations

from typing import ClassVar

from doublure.oidc.vocabulary import ErrorName

__all__ = [
    "InsufficientScope", "InvalidClient", "InvalidClientMetadata", "InvalidGrant", "InvalidRedirectUri",
    "InvalidRequest", "InvalidScope", "InvalidToken", "NamedError", "ProtocolError", "ServerError",
    "TokenMissing", "UnsupportedGrantType",
]


class ProtocolError(Exception):
    """An answer that says no, in the protocol's own words.

    `error` and `description` go on the wire (ASCII, RFC 6749 App. A.7, A.8), `status` is the HTTP status of a JSON answer or a
    page, `code` a house's own reference for its documentation. None of them ever carries a secret, code or token.
    """

    def __init__(self, error: str, description: str, status: int = 400, *, travels: bool = False,
                 code: str | None = None) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status
        self.travels = travels
        self.code = code

    def on_page(self) -> ProtocolError:
        """The same error, kept from travelling: the redirect URI has not been recognised."""
        return ProtocolError(self.error, self.description, self.status, travels=False, code=self.code)


class NamedError(ProtocolError):
    """A protocol error whose name, status and freedom to travel are those of its class."""

    name: ClassVar[ErrorName]
    usual_status: ClassVar[int] = 400
    may_travel: ClassVar[bool] = False

    def __init__(self, description: str, *, code: str | None = None) -> None:
        super().__init__(self.name.value, description, self.usual_status, travels=self.may_travel, code=code)


class InvalidRequest(NamedError):
    """The request is malformed, or says something twice (RFC 6749 §4.1.2.1, §5.2)."""

    name = ErrorName.INVALID_REQUEST
    may_travel = True


class InvalidClient(NamedError):
    """The client is unknown or has not proved itself (RFC 6749 §5.2)."""

    name = ErrorName.INVALID_CLIENT
    usual_status = 401


class InvalidGrant(NamedError):
    """The code does not give anything: unknown, used, expired, or somebody else's (RFC 6749 §5.2)."""

    name = ErrorName.INVALID_GRANT


class UnsupportedGrantType(NamedError):
    """Another grant than the authorization code (RFC 6749 §5.2)."""

    name = ErrorName.UNSUPPORTED_GRANT_TYPE


class InvalidScope(NamedError):
    """The scope is malformed or not this client's (RFC 6749 §4.1.2.1)."""

    name = ErrorName.INVALID_SCOPE
    may_travel = True


class ServerError(NamedError):
    """Something failed that no rule foresees (RFC 6749 §4.1.2.1)."""

    name = ErrorName.SERVER_ERROR
    usual_status = 500
    may_travel = True


class InvalidToken(NamedError):
    """The access token is unknown, expired or revoked (RFC 6750 §3.1)."""

    name = ErrorName.INVALID_TOKEN
    usual_status = 401


class TokenMissing(InvalidToken):
    """No access token at all: the challenge then carries no error (RFC 6750 §3.1)."""


class InsufficientScope(NamedError):
    """The access token does not reach that far (RFC 6750 §3.1)."""

    name = ErrorName.INSUFFICIENT_SCOPE
    usual_status = 403


class InvalidRedirectUri(NamedError):
    """The redirect URI is not registered: never travels (RFC 6749 §4.1.2.1)."""

    name = ErrorName.INVALID_REDIRECT_URI


class InvalidClientMetadata(NamedError):
    """A registration that cannot be served (RFC 7591 §3.2.2)."""

    name = ErrorName.INVALID_CLIENT_METADATA
