"""Refusals of the userinfo and revocation endpoints (contract §1.6, §1.9, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "AccessGrantGone", "AccessTokenMissing", "AccessTokenUnknown", "GrantExpired", "RevocationRefused", "SchemeWrong",
    "TokenInQuery", "TokenTwice",
]


class AccessTokenMissing(Refusal):
    """Userinfo was called without an access token."""

    code = "Y04146A2"
    status = 401
    error = "invalid_token"
    description = "no access token provided (no access token provided)"
    support = "Send Authorization: Bearer with the access token."
    way = Way.JSON


class AccessTokenUnknown(Refusal):
    """The access token is unknown, expired or revoked."""

    code = "Y040001"
    status = 401
    error = "invalid_token"
    description = "invalid token provided (access token not found)"
    support = "It lives 60 seconds; ask for a new login."
    way = Way.JSON


class GrantExpired(Refusal):
    """The grant behind the token has expired, 30 seconds after the person continued."""

    code = "Y0446BD3"
    status = 401
    error = "invalid_token"
    description = "invalid token provided (grant is expired)"
    support = "Call userinfo at once after the token endpoint."
    way = Way.JSON


class TokenTwice(Refusal):
    """The access token was sent in two ways."""

    code = "Y04514E0"
    error = "invalid_request"
    description = "access token must only be provided using one mechanism"
    support = "Send it in the Authorization header only (RFC 6750 2)."
    way = Way.JSON


class TokenInQuery(Refusal):
    """The access token stands in the address."""

    code = "P040002"
    error = "invalid_request"
    description = "the access token does not belong in the query"
    support = "Send it in the Authorization header: addresses end up in logs and histories (RFC 9700 4.3.2)."
    way = Way.JSON


class SchemeWrong(Refusal):
    """The Authorization header is not of the form Bearer <token>."""

    code = "Y043D61A"
    error = "invalid_request"
    description = "authorization header value format must be Bearer"
    support = "Send Authorization: Bearer with the access token."
    way = Way.JSON


class AccessGrantGone(Refusal):
    """The grant behind the access token was revoked."""

    code = "Y0489D15"
    status = 401
    error = "invalid_token"
    description = "invalid token provided (grant not found)"
    support = "A replay of the code or a revocation ended the grant; ask for a new login."
    way = Way.JSON


class RevocationRefused(Refusal):
    """The revocation request is not exactly token, client_id and client_secret."""

    code = "Y000400"
    error = "invalid_request"
    description = "invalid parameter"
    support = "Send exactly token, client_id and client_secret in a form; token_type_hint is refused (contract 1.9)."
    way = Way.JSON
