"""What a platform answers when a rule finds something: the columns of the tables in `broker.checks`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from broker.errors.base import Refusal
from broker.errors.checking import AskerKeyMissing, AskerKeyUnreadable
from broker.errors.travelling import ResponseTypeUnsupported, ScopeNotGranted
from broker.rules.entitlement import scopes_not_granted
from broker.rules.introspecting import Introspecting, key_is_unreadable
from broker.rules.question import Asking
from doublure.oidc.provider.table import Finding, Row

__all__ = [
    "Answers", "Check", "as_json", "detailing", "everywhere", "key_missing", "not_granted", "on_both", "refusing", "rows",
    "saying", "unsupported",
]

#: What a platform answers: a refusal made from what was found and from the question.
Answers = Callable[[Finding, Any], Exception]


@dataclass(frozen=True, slots=True)
class Check:
    """One row: the rule, its text, and the three columns."""

    rule: Callable[[Any], Finding | None]
    reference: str
    franceconnect: Answers | None
    plus: Answers | None
    openid: Answers | None
    name: str = ""


def refusing(refusal: type[Refusal]) -> Answers:
    """The refusal, knowing what was found."""
    return lambda finding, _: refusal(finding)


def saying(refusal: type[Refusal]) -> Answers:
    """The refusal with the rule's own expectation as description: one code, several sentences of the engine."""
    return lambda finding, _: refusal(finding, description=finding.expected)


def on_both(answers: Answers) -> tuple[Answers, Answers]:
    """Both FranceConnect platforms answer alike."""
    return answers, answers


def everywhere(answers: Answers) -> tuple[Answers, Answers, Answers]:
    """The three platforms answer alike."""
    return answers, answers, answers


def as_json(refusal: type[Refusal], description: str | None = None) -> tuple[Answers, Answers, Answers]:
    """What a relying party's server is told, alike on the three platforms."""

    def answers(_: Finding, __: Any) -> Exception:
        return refusal.as_protocol_error(description)

    return answers, answers, answers


def detailing(refusal: type[Refusal]) -> tuple[Answers, Answers, Answers]:
    """The same, with what was found in parentheses behind the description, as the engine writes it (contract §1.5)."""

    def answers(finding: Finding, _: Any) -> Exception:
        return refusal.as_protocol_error(f"{refusal.description} ({finding.received})")

    return answers, answers, answers


def not_granted(finding: Finding, question: Asking) -> Refusal:
    """The refusal names the scopes at fault in a parameter of its own (contract §1.2 row 9)."""
    return ScopeNotGranted(finding, extra={"scope": " ".join(scopes_not_granted(question))})


def key_missing(finding: Finding, question: Introspecting) -> Refusal:
    """A data provider without a key: whether it published one that cannot be imported is told apart (contract §7.3)."""
    return (AskerKeyUnreadable if key_is_unreadable(question) else AskerKeyMissing)(finding)


def unsupported(finding: Finding, question: Asking) -> Refusal:
    """Response types that speak of tokens are answered in the fragment (OAuth 2.0 Multiple Response Types §5)."""
    words = (question.parameters.get("response_type") or "").split()
    return ResponseTypeUnsupported(finding, fragment=bool({"token", "id_token"} & set(words)))


def rows(table: tuple[Check, ...], column: str) -> tuple[Row[Any], ...]:
    """One platform's column of *table*, ready for `examine`."""
    found = []
    for check in table:
        answers: Answers | None = getattr(check, column)
        if answers is not None:
            name = check.name or check.rule.__name__
            found.append(Row(name, check.rule, check.reference, _naming(name, check.reference, answers)))
    return tuple(found)


def _naming(name: str, reference: str, answers: Answers) -> Answers:
    """*answers*, whose refusals know which rule of the table they come from."""

    def named(finding: Finding, question: Any) -> Exception:
        refusal = answers(finding, question)
        if isinstance(refusal, Refusal):
            refusal.rule, refusal.reference = name, reference
        return refusal

    return named
