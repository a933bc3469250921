"""Refusals of refresh tokens and of introspection, which only OpenID Connect to the letter has here (RFC 6749 §6, RFC 7662)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "IntrospectionUnproved", "RefreshExpired", "RefreshNotRegistered", "RefreshOfAnother", "RefreshReplayed", "RefreshRevoked",
    "RefreshUnknown", "ScopeExceeded",
]


class RefreshNotRegistered(Refusal):
    """The client is not registered for refresh tokens."""

    code = "P040003"
    error = "unauthorized_client"
    description = "the client is not registered for grant_type refresh_token"
    support = "Register the client with grant_types authorization_code and refresh_token."
    way = Way.JSON


class RefreshUnknown(Refusal):
    """The refresh token is unknown, or past its end."""

    code = "P040004"
    error = "invalid_grant"
    description = "unknown refresh token"
    support = "Send the refresh token of the latest answer; each is replaced at every use."
    way = Way.JSON


class RefreshOfAnother(Refusal):
    """The refresh token was issued to another client; it is revoked."""

    code = "P040005"
    error = "invalid_grant"
    description = "the refresh token was issued to another client"
    support = "A refresh token works for its own client only (RFC 6749 10.4). It has leaked, and is revoked now."
    way = Way.JSON


class RefreshRevoked(Refusal):
    """The grant behind the refresh token was revoked: by the client, by a replay, or by a logout."""

    code = "P040006"
    error = "invalid_grant"
    description = "the refresh token was revoked"
    support = "Ask for a new login. Without offline_access a refresh token ends when the person logs out."
    way = Way.JSON


class RefreshExpired(Refusal):
    """The grant behind the refresh token has ended."""

    code = "P040007"
    error = "invalid_grant"
    description = "the refresh token has expired"
    support = "Ask for a new login, or for offline_access."
    way = Way.JSON


class RefreshReplayed(Refusal):
    """The refresh token was used before; everything that came of the login is revoked."""

    code = "P040008"
    error = "invalid_grant"
    description = "the refresh token was used before"
    support = "Each refresh token works once (RFC 9700 4.14.2). Look for two refreshes at the same time, or an old copy."
    way = Way.JSON


class ScopeExceeded(Refusal):
    """A refresh asks for more than was granted."""

    code = "P040009"
    error = "invalid_scope"
    description = "scope exceeds what was granted"
    support = "Ask for the granted scope or less, or leave scope out (RFC 6749 6)."
    way = Way.JSON


class IntrospectionUnproved(Refusal):
    """A client without credentials asks about a token."""

    code = "P040010"
    status = 401
    error = "invalid_client"
    description = "introspection needs client authentication"
    support = "Use a confidential client (RFC 7662 2.1)."
    way = Way.JSON
