"""The errors that only an authorization request can meet; all of them may travel to the redirect URI."""

# ruff: noqa: N818 - the classes bear the names the errors have on the wire

from __future__ import annotations

from doublure.oidc.errors import NamedError
from doublure.oidc.vocabulary import ErrorName

__all__ = [
    "AccessDenied", "ConsentRequired", "InteractionRequired", "InvalidRequestObject", "LoginRequired",
    "RegistrationNotSupported", "RequestNotSupported", "RequestUriNotSupported", "TemporarilyUnavailable",
    "UnauthorizedClient", "UnsupportedResponseType",
]


class UnauthorizedClient(NamedError):
    """The client may not use this flow (RFC 6749 §4.1.2.1)."""

    name = ErrorName.UNAUTHORIZED_CLIENT
    may_travel = True


class UnsupportedResponseType(NamedError):
    """Another response type than `code` (RFC 6749 §4.1.2.1)."""

    name = ErrorName.UNSUPPORTED_RESPONSE_TYPE
    may_travel = True


class AccessDenied(NamedError):
    """The person or the provider refused (RFC 6749 §4.1.2.1)."""

    name = ErrorName.ACCESS_DENIED
    may_travel = True


class TemporarilyUnavailable(NamedError):
    """Overload or maintenance (RFC 6749 §4.1.2.1)."""

    name = ErrorName.TEMPORARILY_UNAVAILABLE
    usual_status = 503
    may_travel = True


class LoginRequired(NamedError):
    """`prompt=none` and nobody is logged in (Core §3.1.2.6)."""

    name = ErrorName.LOGIN_REQUIRED
    may_travel = True


class ConsentRequired(NamedError):
    """`prompt=none` and consent is missing (Core §3.1.2.6)."""

    name = ErrorName.CONSENT_REQUIRED
    may_travel = True


class InteractionRequired(NamedError):
    """`prompt=none` and some other page would be needed (Core §3.1.2.6)."""

    name = ErrorName.INTERACTION_REQUIRED
    may_travel = True


class RequestNotSupported(NamedError):
    """A request object by value (Core §3.1.2.6)."""

    name = ErrorName.REQUEST_NOT_SUPPORTED
    may_travel = True


class RequestUriNotSupported(NamedError):
    """A request object by reference (Core §3.1.2.6)."""

    name = ErrorName.REQUEST_URI_NOT_SUPPORTED
    may_travel = True


class RegistrationNotSupported(NamedError):
    """The `registration` parameter (Core §3.1.2.6)."""

    name = ErrorName.REGISTRATION_NOT_SUPPORTED
    may_travel = True


class InvalidRequestObject(NamedError):
    """A request object that breaks its rules (Core §3.1.2.6)."""

    name = ErrorName.INVALID_REQUEST_OBJECT
    may_travel = True
