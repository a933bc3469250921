"""Refusals about who logs in and how, which only OpenID Connect to the letter knows; they travel (Core §3.1.2.6)."""

from __future__ import annotations

from broker.errors.strict import Travelling

__all__ = ["ConsentRequired", "HintRefused", "LevelUnreachable", "LoginRequired", "SomebodyElse"]


class HintRefused(Travelling):
    """The id_token_hint is no ID token that this client got here."""

    code = "P030013"
    error = "login_required"
    description = "id_token_hint is not an ID token issued to this client"
    support = "Send the ID token as it was received, to the same issuer and from the same client."


class LevelUnreachable(Travelling):
    """An essential acr that this platform cannot reach."""

    code = "P030014"
    error = "unmet_authentication_requirements"
    description = "the essential acr cannot be reached"
    support = "Ask for a level of acr_values_supported, or make the claim voluntary."


class LoginRequired(Travelling):
    """Nobody is logged in, or not as the request wants it, and no page may be shown (prompt=none)."""

    code = "P030015"
    error = "login_required"
    description = "the person must log in"
    support = "Ask again without prompt=none; a session must be recent enough (max_age), of the same person and level."


class ConsentRequired(Travelling):
    """The person has not agreed to this release yet, and no page may be shown (prompt=none)."""

    code = "P030016"
    error = "consent_required"
    description = "the person must agree to what is released"
    support = "Ask once without prompt=none; agreement is remembered as long as the session."


class SomebodyElse(Travelling):
    """The person who logged in is not the one the request names by hint or by claim."""

    code = "P030017"
    error = "login_required"
    description = "another person than the one asked for has logged in"
    support = "The sub of id_token_hint or of the claims parameter must be that of the person who logs in (Core 5.5.1)."
