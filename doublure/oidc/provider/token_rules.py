"""The rules of the token endpoint, one predicate each (RFC 6749 §4.1.3, RFC 7636 §4.6, OpenID Connect Core §3.1.3.2).

Those of the code come after those of `client_rules`; `code_unspent` is meant to be the last but one, because asking it spends
the code and keeps the access token in the same flush.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from doublure.journal import masked
from doublure.oidc.encryption import Encryption
from doublure.oidc.provider import pkce
from doublure.oidc.provider.client_rules import ClientQuestion
from doublure.oidc.provider.grants import Grant
from doublure.oidc.provider.redemption import Redemption
from doublure.oidc.provider.table import Finding
from doublure.oidc.vocabulary import AuthMethod, GrantType

__all__ = [
    "TokenQuestion", "code_fresh", "code_known", "code_of_this_client", "code_present", "code_unspent",
    "grant_live", "grant_type_known", "grant_type_present", "grant_unrevoked", "redirect_uri_present", "redirect_uri_same",
    "verifier_expected", "verifier_present", "verifier_right",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenQuestion(ClientQuestion):
    """A token request. `redemption` is the attempt to use the code, `None` when no code of ours was sent."""

    redemption: Redemption | None
    now: int

    @property
    def grant(self) -> Grant | None:
        """The grant behind the code, whoever it belongs to."""
        return self.redemption.grant if self.redemption else None

    @property
    def encryption(self) -> Encryption | None:
        """How the ID token is encrypted."""
        return self.client.id_token_encryption if self.client else None


def grant_type_present(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.3: grant_type is REQUIRED."""
    return None if question.form.get("grant_type") else Finding("no grant_type", GrantType.AUTHORIZATION_CODE.value)


def grant_type_known(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.3: the authorization code is the only grant there is."""
    asked = question.form.get("grant_type")
    if not asked or asked == GrantType.AUTHORIZATION_CODE:
        return None
    return Finding(asked[:100], GrantType.AUTHORIZATION_CODE.value, given=asked)


def code_present(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.3: code is REQUIRED."""
    return None if question.form.get("code") else Finding("no code", "the code received at the redirect URI")


def redirect_uri_present(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.3: redirect_uri is REQUIRED when the authorization request had one, and OpenID Connect's always has."""
    return None if question.form.get("redirect_uri") else Finding("no redirect_uri", "that of the authorization request")


def code_known(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.3: the code was issued here and is still remembered."""
    if question.grant is not None:
        return None
    return Finding(masked(question.form.get("code")), "a code this issuer gave a moment ago")


def code_of_this_client(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.3: "ensure that the authorization code was issued to the authenticated […] client"."""
    grant, client = question.grant, question.client
    if grant is None or client is None or grant.client_id == client.client_id:
        return None
    return Finding(client.client_id, grant.client_id)


def code_fresh(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.2: the code is redeemed before its date."""
    grant = question.grant
    if grant is None or question.now < grant.code_expires_at:
        return None
    return Finding(f"{question.now - grant.issued_at} s after issue", f"within {grant.code_expires_at - grant.issued_at} s")


def grant_live(question: TokenQuestion) -> Finding | None:
    """The grant behind the code has not ended."""
    grant = question.grant
    if grant is None or question.now < grant.expires_at:
        return None
    return Finding(f"{question.now - grant.issued_at} s after the grant", f"within {grant.expires_at - grant.issued_at} s")


def redirect_uri_same(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.3: redirect_uri values are identical, character for character."""
    grant, given = question.grant, question.form.get("redirect_uri") or ""
    if grant is None or hmac.compare_digest(grant.redirect_uri.encode(), given.encode("utf-8", "surrogatepass")):
        return None
    return Finding(given[:200], grant.redirect_uri, given=given, known=(grant.redirect_uri,))


def verifier_expected(question: TokenQuestion) -> Finding | None:
    """RFC 9700 §4.8: a verifier without a challenge in the authorization request is refused (downgrade)."""
    grant = question.grant
    if grant is None or grant.code_challenge is not None or "code_verifier" not in question.form:
        return None
    return Finding("a code_verifier", "none: the authorization request had no code_challenge")


def verifier_present(question: TokenQuestion) -> Finding | None:
    """RFC 7636 §4.5, RFC 9700 §2.1.1: a challenge is answered with a verifier; who proves nothing else has one."""
    grant, client = question.grant, question.client
    if grant is None or client is None or question.form.get("code_verifier"):
        return None
    unproved = client.pkce == "required" or question.credentials.method == AuthMethod.NONE
    if grant.code_challenge is None and not unproved:
        return None
    return Finding("no code_verifier", "the verifier whose S256 hash was the challenge")


def verifier_right(question: TokenQuestion) -> Finding | None:
    """RFC 7636 §4.6: BASE64URL(SHA256(code_verifier)) is the challenge."""
    grant, verifier = question.grant, question.form.get("code_verifier")
    if grant is None or grant.code_challenge is None or not verifier:
        return None
    if pkce.matches(verifier, grant.code_challenge):
        return None
    mistake = pkce.mistake(verifier, grant.code_challenge)
    return Finding(f"{masked(verifier)}, {mistake}", "43 to 128 characters that hash to the challenge")


def code_unspent(question: TokenQuestion) -> Finding | None:
    """RFC 6749 §4.1.2: "The client MUST NOT use the authorization code more than once". Asking this spends the code."""
    attempt = question.redemption
    return None if attempt is None or attempt.first() else Finding("a code used before", "each code once")


def grant_unrevoked(question: TokenQuestion) -> Finding | None:
    """RFC 7009 §2.1: a revoked grant gives nothing."""
    grant = question.grant
    return Finding("a revoked grant", "a grant in force") if grant is not None and grant.revoked else None
