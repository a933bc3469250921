"""Refusals that concern the browser's session, its steps and its forms (contract §7.1 Y03, Y19, Y42, Y47)."""

from __future__ import annotations

from broker.errors.base import ABORTED, Refusal

__all__ = [
    "CsrfMissing", "CsrfSessionMissing", "CsrfWrong", "DeviceCorrupt", "IdentityAbsent", "InteractionLost", "PageNotFound",
    "ParametersInvalid", "SessionForged", "SessionLost", "SessionMisfit", "StepMissing", "StepReplayed", "StoreDown",
    "Unforeseen",
]

_SESSION = "Votre session a expiré ou n’est plus valable. Fermez cet onglet et reconnectez-vous depuis le site du service."
_TABS = "Cette étape a déjà eu lieu. Fermez les onglets ouverts et recommencez depuis le site du service."


class Unforeseen(Refusal):
    """Something failed that no rule foresees."""

    code = "Y000000"
    status = 500
    sentence = "Une erreur inattendue est survenue. Réessayez plus tard."
    support = "A defect of the simulator: look for the identifier of the error in its log."


class ParametersInvalid(Refusal):
    """A request whose parameters do not fit the endpoint, without a code of its own."""

    code = "Y000400"
    error = "invalid_request"
    description = "invalid parameter"
    support = "Send exactly the parameters the endpoint documents, each once."


class PageNotFound(Refusal):
    """No such page."""

    code = "Y000404"
    status = 404
    sentence = "Cette page n’existe pas."
    support = "Check the path: endpoints are listed in the discovery document; POST /userinfo and POST /session/end do not exist."
    way_back = False


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


class CsrfWrong(Refusal):
    """The anti-forgery value of a form is not the one given to this browser."""

    code = "Y470001"
    status = 401
    sentence = _SESSION
    support = "Post the csrfToken of the page that was shown, in the same browser and journey."


class CsrfMissing(Refusal):
    """The anti-forgery value of a form is missing or empty."""

    code = "Y470002"
    sentence = _SESSION
    support = "Post the csrfToken of the page that was shown."


class CsrfSessionMissing(Refusal):
    """A form was posted without any session to compare its anti-forgery value with."""

    code = "Y470003"
    status = 401
    sentence = _SESSION
    support = "Keep the hub's cookie between the page and its form."


class DeviceCorrupt(Refusal):
    """The device cookie is not one the hub has set."""

    code = "Y510001"
    error = "invalid_request"
    description = "required parameter missing or invalid"
    support = "Remove the cookie of trusted devices and begin again."


class StoreDown(Refusal):
    """The store of sessions does not answer."""

    code = "Y190005"
    status = 500
    sentence = _SESSION
    support = "Start Redis again, or look at DOUBLURE_STORE; GET /readyz says when it answers."
    way_back = False
