"""The rules of grant_type=refresh_token, one predicate each (RFC 6749 §6, RFC 9700 §4.14, OpenID Connect Core §12).

They come after those of `client_rules`; `refresh_token_unspent` is meant to be the last of them: asking it spends the token.
"""

from __future__ import annotations

from dataclasses import dataclass

from doublure.journal import masked
from doublure.oidc.encryption import Encryption
from doublure.oidc.provider.client_rules import ClientQuestion
from doublure.oidc.provider.grant import Grant
from doublure.oidc.provider.rotation import Rotation
from doublure.oidc.provider.table import Finding
from doublure.oidc.vocabulary import GrantType

__all__ = [
    "RefreshQuestion", "refresh_allowed", "refresh_grant_live", "refresh_grant_unrevoked", "refresh_token_known",
    "refresh_token_of_this_client", "refresh_token_present", "refresh_token_unspent", "scope_not_broader",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshQuestion(ClientQuestion):
    """A refresh request. `rotation` is the attempt to use the token, `None` when no refresh token of ours was sent."""

    rotation: Rotation | None
    now: int

    @property
    def grant(self) -> Grant | None:
        """The grant behind the token, whoever it belongs to."""
        return self.rotation.kept.grant if self.rotation else None

    @property
    def encryption(self) -> Encryption | None:
        """How the ID token is encrypted."""
        return self.client.id_token_encryption if self.client else None

    @property
    def scope(self) -> tuple[str, ...]:
        """The scope asked for: the grant's own when none is (RFC 6749 §6)."""
        asked = tuple(dict.fromkeys((self.form.get("scope") or "").split()))
        return asked or (self.grant.scope if self.grant else ())


def refresh_allowed(question: RefreshQuestion) -> Finding | None:
    """RFC 6749 §5.2: the client is registered for this grant type."""
    client = question.client
    if client is None or GrantType.REFRESH_TOKEN in client.grant_types:
        return None
    return Finding("grant_type refresh_token", f"among {', '.join(client.grant_types)}, as registered")


def refresh_token_present(question: RefreshQuestion) -> Finding | None:
    """RFC 6749 §6: refresh_token is REQUIRED."""
    return None if question.form.get("refresh_token") else Finding("no refresh_token", "the refresh token last received")


def refresh_token_known(question: RefreshQuestion) -> Finding | None:
    """RFC 6749 §6: the token was issued here and is still remembered."""
    if question.rotation is not None:
        return None
    return Finding(masked(question.form.get("refresh_token")), "a refresh token of this issuer, before its end")


def refresh_token_of_this_client(question: RefreshQuestion) -> Finding | None:
    """RFC 6749 §10.4: a refresh token is bound to the client it was issued to."""
    grant, client = question.grant, question.client
    if grant is None or client is None or grant.client_id == client.client_id:
        return None
    return Finding(client.client_id, grant.client_id)


def refresh_grant_live(question: RefreshQuestion) -> Finding | None:
    """The grant behind the token has not ended."""
    grant = question.grant
    if grant is None or question.now < grant.expires_at:
        return None
    return Finding(f"{question.now - grant.issued_at} s after the grant", f"within {grant.expires_at - grant.issued_at} s")


def scope_not_broader(question: RefreshQuestion) -> Finding | None:
    """RFC 6749 §6: nothing is asked that the person had not granted."""
    granted = question.grant.scope if question.grant else question.scope
    others = [name for name in question.scope if name not in granted]
    return Finding(" ".join(others)[:200], f"among {' '.join(granted)}") if others else None


def refresh_token_unspent(question: RefreshQuestion) -> Finding | None:
    """RFC 9700 §4.14.2: a refresh token that is used twice has been copied. Asking this spends the token."""
    attempt = question.rotation
    if attempt is None or attempt.first(question.scope):
        return None
    return Finding("a refresh token used before", "the one received with the last answer")


def refresh_grant_unrevoked(question: RefreshQuestion) -> Finding | None:
    """RFC 7009 §2.1: a revoked grant gives nothing."""
    grant = question.grant
    return Finding("a revoked grant", "a grant in force") if grant is not None and grant.revoked else None
