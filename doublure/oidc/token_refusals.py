"""Why a token is not believed: one class per rule, so that nobody ever compares sentences (architecture rule 9)."""

from __future__ import annotations

import json
from typing import Any, ClassVar

__all__ = [
    "AccessTokenForeign", "AcrRefused", "AlgorithmRefused", "AmrRefused", "AudienceForeign", "AuthTimeRefused",
    "AuthorizedPartyForeign", "ClaimMissing", "Encrypted", "Expired", "HeaderRefused", "IssuedInFuture", "IssuedLongAgo",
    "IssuerForeign", "KeyUnknown", "Malformed", "NonceForeign", "NotYetValid", "SignatureWrong", "SubjectUnusable",
    "TokenMissing", "TokenRefused", "WrongKind", "quoted",
]


class TokenRefused(Exception):  # noqa: N818 - a refusal is an outcome, not an accident
    """A token that fails a check. `rule` names it, `reference` the text; `received` and `expected` never hold a secret."""

    rule: ClassVar[str] = "token"
    reference: ClassVar[str] = "OpenID Connect Core §3.1.3.7"

    def __init__(self, received: str, expected: str) -> None:
        super().__init__(f"{self.rule}: received {received}, expected {expected}")
        self.received = received
        self.expected = expected


class TokenMissing(TokenRefused):
    """There is no token where one is owed."""

    rule, reference = "token_is_present", "OpenID Connect Core §3.1.3.3"


class Malformed(TokenRefused):
    """Not a compact JWS with a JSON object inside."""

    rule, reference = "token_is_a_jws", "RFC 7515 §5.2; RFC 7519 §7.2"


class Encrypted(Malformed):
    """A JWE, though none was registered."""

    rule, reference = "token_is_not_encrypted", "OpenID Connect Core §3.1.3.7 item 1"


class HeaderRefused(TokenRefused):
    """A header that asks for what is not understood (`crit`, `b64`), or is ill-typed."""

    rule, reference = "header_is_understood", "RFC 7515 §4.1.11; RFC 7797 §7"


class WrongKind(TokenRefused):
    """A genuine token of another kind: logout token, access token, userinfo, ID token."""

    rule, reference = "token_is_of_its_kind", "RFC 8725 §3.11, §3.12"


class AlgorithmRefused(TokenRefused):
    """Another algorithm than the registered one; `none` above all."""

    rule, reference = "algorithm_is_registered", "OpenID Connect Core §3.1.3.7 item 7; RFC 8725 §3.1"


class KeyUnknown(TokenRefused):
    """The issuer publishes no usable key of that name."""

    rule, reference = "key_is_published", "OpenID Connect Core §10.1; RFC 8725 §3.10"


class SignatureWrong(TokenRefused):
    """No published key verifies the signature."""

    rule, reference = "signature_verifies", "OpenID Connect Core §3.1.3.7 item 6"


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


def quoted(value: Any, limit: int = 100) -> str:
    """What may be said of a claim that is no secret: as JSON in ASCII, shortened; a missing one is `absent`."""
    if value is None:
        return "absent"
    text = json.dumps(value, default=repr)
    return text if len(text) <= limit else f"{text[:limit]}…"
