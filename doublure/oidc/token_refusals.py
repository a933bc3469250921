"""Why a token is not genuine: one class per rule, so that nobody ever compares sentences (architecture rule 9)."""

from __future__ import annotations

import json
from typing import Any, ClassVar

__all__ = [
    "AlgorithmRefused", "DecryptionFailed", "Encrypted", "EncryptionRefused", "HeaderRefused", "KeyUnknown", "Malformed",
    "NotEncrypted", "SignatureWrong", "TokenMissing", "TokenRefused", "WrongKind", "quoted",
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


class NotEncrypted(Malformed):
    """Only signed, though encryption was registered."""

    rule, reference = "token_is_encrypted", "OpenID Connect Core §3.1.3.7 item 1"


class EncryptionRefused(TokenRefused):
    """Encrypted otherwise than registered."""

    rule, reference = "encryption_is_registered", "OpenID Connect Core §10.2; RFC 8725 §3.1"


class DecryptionFailed(TokenRefused):
    """None of our keys opens it. Which step failed is not said (RFC 7516 §11.5)."""

    rule, reference = "token_opens", "RFC 7516 §5.2"


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


def quoted(value: Any, limit: int = 100) -> str:
    """What may be said of a claim that is no secret: as JSON in ASCII, shortened; a missing one is `absent`."""
    if value is None:
        return "absent"
    text = json.dumps(value, default=repr)
    return text if len(text) <= limit else f"{text[:limit]}…"
