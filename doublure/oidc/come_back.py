"""Why the relying-party role does not believe an answer: one class per rule."""

from __future__ import annotations

from doublure.journal import Trail
from doublure.oidc.token_refusals import TokenRefused

__all__ = [
    "CodeMissing", "ComeBackRefused", "IdTokenRefused", "IssuerMismatch", "ProviderSaysNo", "StateMismatch", "StateMissing",
    "SubjectMismatch", "TokenCallFailed", "UserinfoCallFailed", "UserinfoRefused", "passed", "refused",
]


class ComeBackRefused(Exception):  # noqa: N818 - an outcome of the protocol, not an accident
    """An authorization response that does not end in a login.

    `rule` names the check, `reference` the text; `received` and `expected` hold no secret. `cause` is the refusal of the token
    when it was one: then rule and reference are the token's.
    """

    rule = "response"
    reference = "RFC 6749 §4.1.2"

    def __init__(self, received: str, expected: str, *, cause: TokenRefused | None = None) -> None:
        if cause is not None:
            self.rule, self.reference = cause.rule, cause.reference
        super().__init__(f"{self.rule}: received {received}, expected {expected}")
        self.received = received
        self.expected = expected
        self.cause = cause


class StateMissing(ComeBackRefused):
    """No state in the answer."""

    rule, reference = "state_is_present", "RFC 6749 §4.1.2, §10.12"


class StateMismatch(ComeBackRefused):
    """The state is not the one that left with this browser."""

    rule, reference = "state_is_ours", "RFC 6749 §10.12; RFC 9700 §4.7"


class IssuerMismatch(ComeBackRefused):
    """The answer names another issuer, or none where one is announced."""

    rule, reference = "iss_is_expected", "RFC 9207 §2.4"


class ProviderSaysNo(ComeBackRefused):
    """The provider answered with an error; `error` and `description` are its words, shortened and printable.

    They are text of somebody else: to be escaped where shown, never to be passed on as ours.
    """

    rule, reference = "no_error", "RFC 6749 §4.1.2.1"

    def __init__(self, error: str, description: str) -> None:
        self.error = _printable(error, 80)
        self.description = _printable(description, 200)
        super().__init__(f"error={self.error}", "code")


class CodeMissing(ComeBackRefused):
    """Neither code nor error, or a code that is none."""

    rule = "code_is_present"


class TokenCallFailed(ComeBackRefused):
    """The token endpoint did not give tokens."""

    rule, reference = "token_endpoint_answers", "RFC 6749 §5"


class IdTokenRefused(ComeBackRefused):
    """The ID token is missing or failed a check."""

    rule, reference = "id_token", "OpenID Connect Core §3.1.3.7"


class UserinfoCallFailed(ComeBackRefused):
    """The userinfo endpoint did not give claims."""

    rule, reference = "userinfo_endpoint_answers", "OpenID Connect Core §5.3"


class UserinfoRefused(ComeBackRefused):
    """The userinfo answer failed a check."""

    rule, reference = "userinfo", "OpenID Connect Core §5.3.4"


class SubjectMismatch(ComeBackRefused):
    """The userinfo speaks of somebody else than the ID token, or of nobody."""

    rule, reference = "userinfo_sub_is_the_id_token_s", "OpenID Connect Core §5.3.2, §5.3.4"


def refused(trail: Trail | None, refusal: ComeBackRefused) -> ComeBackRefused:
    """*refusal*, written to the journal; a token's refusal is there already."""
    if trail is not None and refusal.cause is None:
        trail.check(refusal.rule, refusal.reference, passed=False, received=refusal.received, expected=refusal.expected)
    return refusal


def passed(trail: Trail | None, kind: type[ComeBackRefused]) -> None:
    """The rule of *kind* held: written to the journal."""
    if trail is not None:
        trail.check(kind.rule, kind.reference, passed=True)


def _printable(text: str, limit: int) -> str:
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:limit])
