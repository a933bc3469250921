"""Refusals that concern the browser's session and its steps (contract §7.1 Y03, Y10, Y19, Y42)."""

from __future__ import annotations

from broker.errors.base import ABORTED, Refusal

__all__ = [
    "IdentityAbsent", "InteractionLost", "SessionForged", "SessionLost", "SessionMisfit", "StepMissing", "StepReplayed",
]

_SESSION = "Votre session a expiré ou n’est plus valable. Fermez cet onglet et reconnectez-vous depuis le site du service."
_TABS = "Cette étape a déjà eu lieu. Fermez les onglets ouverts et recommencez depuis le site du service."


class SessionLost(Refusal):
    """No session: the cookie is absent, or what it named has expired."""

    code = "Y190001"
    status = 401
    error = "access_denied"
    description = ABORTED
    sentence = _SESSION
    support = "Keep the hub's cookie for the whole login; it lives 30 minutes after the last page."


class SessionForged(Refusal):
    """The session cookie has not the form the hub gives it."""

    code = "Y190012"
    status = 401
    error = "access_denied"
    description = ABORTED
    sentence = _SESSION
    support = "The session cookie was altered."


class SessionMisfit(Refusal):
    """The session does not belong to this interaction: another browser's, or a later login in the same browser."""

    code = "Y190004"
    status = 409
    error = "access_denied"
    description = ABORTED
    sentence = _SESSION
    support = "Only the browser that started a login finishes it, and only its latest login."


class InteractionLost(Refusal):
    """The session names no interaction, or one that has expired."""

    code = "Y030025"
    status = 500
    sentence = _SESSION
    support = "Begin again at /authorize."


class IdentityAbsent(Refusal):
    """The confirmation is asked for before anybody was identified."""

    code = "Y100004"
    status = 403
    error = "access_denied"
    description = ABORTED
    support = "Steps were skipped; begin again at /authorize."


class StepReplayed(Refusal):
    """A step that can happen once was asked for again."""

    code = "Y420001"
    error = "access_denied"
    description = ABORTED
    sentence = _TABS
    support = "verify, oidc-callback, redirect-to-idp, login and authorize/{uid} cannot be replayed."


class StepMissing(Refusal):
    """A step whose predecessor never happened."""

    code = "Y420002"
    error = "access_denied"
    description = ABORTED
    sentence = _TABS
    support = "Steps were skipped; begin again at /authorize."
