"""Refusals of a code at the token endpoint (contract §1.5, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "CodeClientMismatch", "CodeExpired", "CodeGrantExpired", "CodeGrantGone", "CodeRedirectMismatch", "CodeReplayed",
    "CodeUnknown", "GrantTypeUnsupported", "ParameterMissing", "VerifierWrong",
]


class GrantTypeUnsupported(Refusal):
    """The grant_type is not authorization_code."""

    code = "Y04C2044"
    error = "unsupported_grant_type"
    description = "unsupported grant_type requested"
    support = "Use grant_type=authorization_code; the platform openid also has refresh_token. FranceConnect never issues one."
    way = Way.JSON


class ParameterMissing(Refusal):
    """A required parameter of the token request is missing."""

    code = "Y048017B"
    error = "invalid_request"
    description = "missing required parameter 'code' (undefined)"
    support = "Send grant_type, code and redirect_uri."
    way = Way.JSON


class CodeUnknown(Refusal):
    """The code is unknown, or was purged after its 30 seconds."""

    code = "Y049E20B"
    error = "invalid_grant"
    description = "grant request is invalid (authorization code not found)"
    support = "Redeem the code at once, at the platform that issued it."
    way = Way.JSON


class CodeExpired(Refusal):
    """The code is older than 30 seconds."""

    code = "Y043F0A8"
    error = "invalid_grant"
    description = "grant request is invalid (authorization code is expired)"
    support = "Redeem the code at once."
    way = Way.JSON


class CodeReplayed(Refusal):
    """The code was used before; what it gave is revoked."""

    code = "Y0416228"
    error = "invalid_grant"
    description = "grant request is invalid (authorization code already consumed)"
    support = "A code works once (RFC 6749 4.1.2). Look for a retry or a double submit in the client."
    way = Way.JSON


class CodeRedirectMismatch(Refusal):
    """The redirect_uri is not the one of the authorization request."""

    code = "Y04F8199"
    error = "invalid_grant"
    description = "grant request is invalid (authorization code redirect_uri mismatch)"
    support = "Send the same redirect_uri to /authorize and /token."
    way = Way.JSON


class CodeClientMismatch(Refusal):
    """The code belongs to another client."""

    code = "Y04CD432"
    error = "invalid_grant"
    description = "grant request is invalid (client mismatch)"
    support = "Redeem the code with the client that asked for it."
    way = Way.JSON


class VerifierWrong(Refusal):
    """The code_verifier does not match the challenge."""

    code = "P040001"
    error = "invalid_grant"
    description = "grant request is invalid (PKCE verification failed)"
    support = "Only on platform openid: send the verifier whose S256 hash was the challenge (RFC 7636 4.6)."
    way = Way.JSON


class CodeGrantExpired(Refusal):
    """The grant behind the code has expired."""

    code = "Y04294D3"
    error = "invalid_grant"
    description = "grant request is invalid (grant is expired)"
    support = "The grant begins when the person continues and lives 30 seconds: redeem the code at once."
    way = Way.JSON


class CodeGrantGone(Refusal):
    """The grant behind the code was revoked."""

    code = "Y046C691"
    error = "invalid_grant"
    description = "grant request is invalid (grant not found)"
    support = "A replay or a revocation ended the grant; ask for a new login."
    way = Way.JSON
