"""Refusals of what a browser sends: forms, their anti-forgery values, the device cookie (contract §7.1 Y47, Y51)."""

from __future__ import annotations

from broker.errors.base import Refusal

__all__ = ["CsrfMissing", "CsrfSessionMissing", "CsrfWrong", "DeviceCorrupt", "ParametersInvalid"]

_SESSION = "Votre session a expiré ou n’est plus valable. Fermez cet onglet et reconnectez-vous depuis le site du service."


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


class ParametersInvalid(Refusal):
    """A request whose parameters do not fit the endpoint, without a code of its own."""

    code = "Y000400"
    error = "invalid_request"
    description = "invalid parameter"
    support = "Send exactly the parameters the endpoint documents, each once."


class DeviceCorrupt(Refusal):
    """The device cookie is not one the hub has set."""

    code = "Y510001"
    error = "invalid_request"
    description = "required parameter missing or invalid"
    support = "Remove the cookie of trusted devices and begin again."
