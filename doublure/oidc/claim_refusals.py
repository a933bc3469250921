"""Why a genuine token is not believed: one class per claim and rule (OpenID Connect Core §3.1.3.7)."""

from __future__ import annotations

from doublure.oidc.token_refusals import TokenRefused

__all__ = [
    "AccessTokenForeign", "AcrRefused", "AmrRefused", "AudienceForeign", "AuthTimeRefused", "AuthorizedPartyForeign",
    "ClaimMissing", "Expired", "IssuedInFuture", "IssuedLongAgo", "IssuerForeign", "NonceForeign", "NotYetValid",
    "SubjectUnusable",
]


class IssuerForeign(TokenRefused):
    """Another issuer than the one discovered."""

    rule, reference = "issuer_is_expected", "OpenID Connect Core §3.1.3.7 item 2"


class AudienceForeign(TokenRefused):
    """Issued to somebody else, or to somebody else as well."""

    rule, reference = "audience_is_us", "OpenID Connect Core §3.1.3.7 item 3"


class AuthorizedPartyForeign(TokenRefused):
    """Another authorized party."""

    rule, reference = "authorized_party_is_us", "OpenID Connect Core §3.1.3.7 items 4 and 5"


class Expired(TokenRefused):
    """Past its exp, or with an exp so far away that it is no date."""

    rule, reference = "token_is_fresh", "OpenID Connect Core §3.1.3.7 item 9"


class IssuedInFuture(TokenRefused):
    """Its iat has not come yet."""

    rule, reference = "token_was_issued", "OpenID Connect Core §3.1.3.7 item 10"


class IssuedLongAgo(TokenRefused):
    """Its iat is too far away: it was not made for this login."""

    rule, reference = "token_was_issued_for_this_login", "OpenID Connect Core §3.1.3.7 item 10"


class NotYetValid(TokenRefused):
    """Its nbf has not come yet."""

    rule, reference = "token_is_valid_now", "RFC 7519 §4.1.5"


class NonceForeign(TokenRefused):
    """The nonce is not the one that was sent."""

    rule, reference = "nonce_is_ours", "OpenID Connect Core §3.1.3.7 item 11"


class AcrRefused(TokenRefused):
    """The authentication level is not one that was accepted."""

    rule, reference = "level_is_accepted", "OpenID Connect Core §3.1.3.7 item 12"


class AmrRefused(TokenRefused):
    """The authentication methods are not a list."""

    rule, reference = "methods_are_a_list", "OpenID Connect Core §2"


class AuthTimeRefused(TokenRefused):
    """The authentication is older than was asked, or has not happened yet."""

    rule, reference = "authentication_is_recent", "OpenID Connect Core §3.1.3.7 item 13"


class AccessTokenForeign(TokenRefused):
    """The ID token was issued beside another access token."""

    rule, reference = "access_token_belongs", "OpenID Connect Core §3.1.3.8"


class ClaimMissing(TokenRefused):
    """A required claim is absent, or a claim is of the wrong type."""

    rule, reference = "claims_are_present", "OpenID Connect Core §2"


class SubjectUnusable(ClaimMissing):
    """A sub that cannot identify anybody."""

    rule, reference = "subject_is_usable", "OpenID Connect Core §2"
