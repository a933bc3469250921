"""Refusals of a client that does not prove itself (contract §1.5, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "AssertionInvalid", "BodyUnreadable", "HeaderMalformed", "MethodMismatch", "NoAuthentication", "ParameterTwice",
    "SecretWrong", "TokenClientUnknown", "TwoAuthentications",
]


class SecretWrong(Refusal):
    """The secret sent is not the one registered."""

    code = "Y0434A7B"
    status = 401
    error = "invalid_client"
    description = "client authentication failed (invalid secret provided)"
    support = "Compare the secret with the registration; watch for URL encoding in Basic."
    way = Way.JSON


class TokenClientUnknown(Refusal):
    """The client_id is not registered on this platform, or is inactive."""

    code = "Y0479FCE"
    status = 401
    error = "invalid_client"
    description = "client authentication failed (client not found)"
    support = "Register the client on this platform."
    way = Way.JSON


class MethodMismatch(Refusal):
    """The client authenticates otherwise than registered."""

    code = "Y044D82C"
    status = 401
    error = "invalid_client"
    description = (
        "client authentication failed (the provided authentication mechanism does not match the "
        "registered client authentication method)"
    )
    support = "Use the token_endpoint_auth_method of the registration."
    way = Way.JSON


class NoAuthentication(Refusal):
    """Nothing in the request authenticates a client."""

    code = "Y044FEB3"
    error = "invalid_request"
    description = "no client authentication mechanism provided (no client_id)"
    support = "Send client_id and client_secret in the body, or a client assertion."
    way = Way.JSON


class TwoAuthentications(Refusal):
    """Two authentication mechanisms at once."""

    code = "Y047E9E5"
    error = "invalid_request"
    description = "client authentication must only be provided using one mechanism"
    support = "Send the credentials once."
    way = Way.JSON


class AssertionInvalid(Refusal):
    """The client assertion breaks a rule of RFC 7523."""

    code = "Y0480889"
    status = 401
    error = "invalid_client"
    description = "client authentication failed (invalid client assertion)"
    support = "Check iss, sub, aud, exp, jti, signature and algorithm of the assertion."
    way = Way.JSON


class HeaderMalformed(Refusal):
    """The Authorization header of the token request is not Basic with a client_id and a secret."""

    code = "Y0463A5C"
    error = "invalid_request"
    description = "invalid authorization header value format"
    support = "Send client_id and client_secret in the body, or Basic with both of them form-urlencoded (RFC 6749 2.3.1)."
    way = Way.JSON


class ParameterTwice(Refusal):
    """A parameter is repeated."""

    code = "Y0496E4A"
    error = "invalid_request"
    description = "parameter must not be provided twice"
    support = "Send each parameter once (RFC 6749 3.2)."
    way = Way.JSON


class BodyUnreadable(Refusal):
    """The body is not a readable form."""

    code = "Y043C322"
    error = "invalid_request"
    description = "only application/x-www-form-urlencoded content-type bodies are supported"
    support = "Send application/x-www-form-urlencoded in UTF-8."
    way = Way.JSON
