"""Refusals told to a relying party's server: token, userinfo, revocation (contract §1.5, §1.6, §1.9, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "AccessGrantGone",
    "AccessTokenMissing",
    "AccessTokenUnknown",
    "AssertionInvalid",
    "BodyUnreadable",
    "CodeClientMismatch",
    "CodeExpired",
    "CodeGrantExpired",
    "CodeGrantGone",
    "CodeRedirectMismatch",
    "CodeReplayed",
    "CodeUnknown",
    "GrantExpired",
    "GrantTypeUnsupported",
    "HeaderMalformed",
    "MethodMismatch",
    "NoAuthentication",
    "ParameterMissing",
    "ParameterTwice",
    "RevocationRefused",
    "SchemeWrong",
    "SecretWrong",
    "TokenClientUnknown",
    "TokenTwice",
    "TwoAuthentications",
    "VerifierWrong",
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


class GrantTypeUnsupported(Refusal):
    """The grant_type is not authorization_code."""

    code = "Y04C2044"
    error = "unsupported_grant_type"
    description = "unsupported grant_type requested"
    support = "Only the authorization code grant exists; no refresh token is ever issued."
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


class SchemeWrong(Refusal):
    """The Authorization header is not of the form Bearer <token>."""

    code = "Y043D61A"
    error = "invalid_request"
    description = "authorization header value format must be Bearer"
    support = "Send Authorization: Bearer with the access token."
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


class HeaderMalformed(Refusal):
    """The Authorization header of the token request is not Basic with a client_id and a secret."""

    code = "Y0463A5C"
    error = "invalid_request"
    description = "invalid authorization header value format"
    support = "Send client_id and client_secret in the body, or Basic with both of them form-urlencoded (RFC 6749 2.3.1)."
    way = Way.JSON
