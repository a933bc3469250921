"""Why a token is not believed: one class per rule, so that nobody ever compares sentences (architecture rule 9)."""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "AcrRefused",
    "AlgorithmRefused",
    "AudienceForeign",
    "AuthTimeRefused",
    "AuthorizedPartyForeign",
    "ClaimMissing",
    "Expired",
    "IssuedInFuture",
    "IssuerForeign",
    "Malformed",
    "NonceForeign",
    "NotYetValid",
    "SignatureWrong",
    "TokenRefused",
]


class TokenRefused(Exception):  # noqa: N818 - a refusal is an outcome, not an accident
    """A token that fails a check. `rule` names it, `reference` the text; `received` and `expected` never hold a secret."""

    rule: ClassVar[str] = "token"
    reference: ClassVar[str] = "OpenID Connect Core §3.1.3.7"

    def __init__(self, received: str, expected: str) -> None:
        super().__init__(f"{self.rule}: received {received}, expected {expected}")
        self.received = received
        self.expected = expected


class Malformed(TokenRefused):
    """Not a compact JWS with a JSON object inside."""

    rule, reference = "token_is_a_jws", "RFC 7515 §5.2"


class AlgorithmRefused(TokenRefused):
    """Another algorithm than the registered one; `none` above all."""

    rule, reference = "algorithm_is_registered", "OpenID Connect Core §3.1.3.7 item 7; RFC 8725 §3.1"


class SignatureWrong(TokenRefused):
    """No published key verifies the signature."""

    rule, reference = "signature_verifies", "OpenID Connect Core §3.1.3.7 item 6"


class IssuerForeign(TokenRefused):
    """Another issuer than the one discovered."""

    rule, reference = "issuer_is_expected", "OpenID Connect Core §3.1.3.7 item 2"


class AudienceForeign(TokenRefused):
    """Issued to somebody else."""

    rule, reference = "audience_is_us", "OpenID Connect Core §3.1.3.7 item 3"


class AuthorizedPartyForeign(TokenRefused):
    """Several audiences, and another authorized party."""

    rule, reference = "authorized_party_is_us", "OpenID Connect Core §3.1.3.7 items 4 and 5"


class Expired(TokenRefused):
    """Past its exp."""

    rule, reference = "token_is_fresh", "OpenID Connect Core §3.1.3.7 item 9"


class IssuedInFuture(TokenRefused):
    """Its iat has not come yet."""

    rule, reference = "token_was_issued", "OpenID Connect Core §3.1.3.7 item 10"


class NotYetValid(TokenRefused):
    """Its nbf has not come yet."""

    rule, reference = "token_is_valid_now", "RFC 7519 §4.1.5"


class NonceForeign(TokenRefused):
    """The nonce is not the one that was sent."""

    rule, reference = "nonce_is_ours", "OpenID Connect Core §3.1.3.7 item 11"


class AcrRefused(TokenRefused):
    """The authentication level is not one that was accepted."""

    rule, reference = "level_is_accepted", "OpenID Connect Core §3.1.3.7 item 12"


class AuthTimeRefused(TokenRefused):
    """The authentication is older than was asked."""

    rule, reference = "authentication_is_recent", "OpenID Connect Core §3.1.3.7 item 13"


class ClaimMissing(TokenRefused):
    """A required claim is absent or of the wrong type."""

    rule, reference = "claims_are_present", "OpenID Connect Core §2"
