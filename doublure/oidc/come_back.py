"""Why the relying-party role does not believe an answer: one class per rule."""

from __future__ import annotations

from typing import ClassVar

from doublure.journal import Trail

__all__ = [
    "CodeMissing", "ComeBackRefused", "IdTokenRefused", "IssuerMismatch", "ProviderSaysNo", "StateMismatch", "StateMissing",
    "SubjectMismatch", "TokenCallFailed", "UserinfoCallFailed", "UserinfoRefused", "passed", "refused",
]


class ComeBackRefused(Exception):  # noqa: N818 - an outcome of the protocol, not an accident
    """An authorization response that does not end in a login. `received` and `expected` hold no secret."""

    rule: ClassVar[str] = "response"
    reference: ClassVar[str] = "RFC 6749 §4.1.2"

    def __init__(self, received: str, expected: str, *, rule: str | None = None, reference: str | None = None) -> None:
        super().__init__(f"{rule or self.rule}: received {received}, expected {expected}")
        self.received = received
        self.expected = expected
        self.broken = rule or self.rule
        self.text = reference or self.reference


class StateMissing(ComeBackRefused):
    """No state in the answer."""

    rule = "state_is_present"


class StateMismatch(ComeBackRefused):
    """The state is not the one that left with this browser."""

    rule, reference = "state_is_ours", "RFC 6749 §10.12"


class IssuerMismatch(ComeBackRefused):
    """The answer names another issuer, or none where one is announced."""

    rule, reference = "iss_is_expected", "RFC 9207 §2.4"


class ProviderSaysNo(ComeBackRefused):
    """The provider answered with an error; `error` and `description` are its words, shortened."""

    rule, reference = "no_error", "RFC 6749 §4.1.2.1"

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"error={error[:80]!a}", "code")
        self.error = error[:80]
        self.description = description[:200]


class CodeMissing(ComeBackRefused):
    """Neither code nor error."""

    rule = "code_is_present"


class TokenCallFailed(ComeBackRefused):
    """The token endpoint did not give tokens."""

    rule, reference = "token_endpoint_answers", "RFC 6749 §5"


class IdTokenRefused(ComeBackRefused):
    """The ID token failed a check."""

    rule, reference = "id_token", "OpenID Connect Core §3.1.3.7"


class UserinfoCallFailed(ComeBackRefused):
    """The userinfo endpoint did not give claims."""

    rule, reference = "userinfo_endpoint_answers", "OpenID Connect Core §5.3"


class UserinfoRefused(ComeBackRefused):
    """The userinfo answer failed a check."""

    rule, reference = "userinfo", "OpenID Connect Core §5.3.4"


class SubjectMismatch(ComeBackRefused):
    """The userinfo speaks of somebody else than the ID token."""

    rule, reference = "userinfo_sub_is_the_id_token_s", "OpenID Connect Core §5.3.2"


def refused(trail: Trail | None, refusal: ComeBackRefused) -> ComeBackRefused:
    """*refusal*, written to the journal."""
    if trail is not None:
        trail.check(refusal.broken, refusal.text, passed=False, received=refusal.received, expected=refusal.expected)
    return refusal


def passed(trail: Trail | None, kind: type[ComeBackRefused]) -> None:
    """The rule of *kind* held: written to the journal."""
    if trail is not None:
        trail.check(kind.rule, kind.reference, passed=True)
