"""How the relying-party role's refusals are called at the hub: each of its rules has a code of the contract (§5.2, §5.3)."""

from __future__ import annotations

from broker.errors.base import Refusal
from broker.errors.returning import CodeMissing, StateMissing, StateWrong, TokenCallFailed, UserinfoFailed
from doublure.oidc import relying_party as role
from doublure.oidc.provider.table import Finding

__all__ = ["translated"]

#: Order matters: the first kind that fits is taken.
_KINDS: tuple[tuple[type[role.ComeBackRefused], type[Refusal]], ...] = (
    (role.StateMissing, StateMissing),
    (role.StateMismatch, StateWrong),
    (role.IssuerMismatch, StateWrong),
    (role.CodeMissing, CodeMissing),
    (role.SubjectMismatch, UserinfoFailed),
    (role.UserinfoCallFailed, UserinfoFailed),
    (role.UserinfoRefused, UserinfoFailed),
    (role.IdTokenRefused, TokenCallFailed),
    (role.TokenCallFailed, TokenCallFailed),
)


def translated(refused: role.ComeBackRefused) -> Refusal:
    """*refused* as a refusal of the hub, with its code and its page."""
    finding = Finding(received=refused.received, expected=refused.expected)
    for kind, refusal in _KINDS:
        if isinstance(refused, kind):
            return refusal(finding)
    return TokenCallFailed(finding)
