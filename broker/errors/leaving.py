"""Refusals of the logout (contract §1.7, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal

__all__ = [
    "HintClientMismatch", "HintClientUnknown", "HintInvalid", "LogoutFormForged", "LogoutFormStale",
    "ReturnUnknown",
]


class ReturnUnknown(Refusal):
    """The post_logout_redirect_uri is not registered for the client."""

    code = "Y04CFAEF"
    error = "invalid_request"
    description = "post_logout_redirect_uri not registered"
    sentence = "L’adresse de retour après déconnexion n’est pas celle que le service a déclarée."
    support = "Register it exactly as it is sent."
    way_back = False


class HintInvalid(Refusal):
    """The id_token_hint is not an ID token of this issuer."""

    code = "Y045AFAE"
    error = "invalid_request"
    description = "could not validate id_token_hint"
    sentence = "La demande de déconnexion n’est pas valable. Fermez cet onglet et déconnectez-vous depuis le site du service."
    support = "Send the ID token received at login, in its signed form; an expired one is fine."
    way_back = False


class HintClientUnknown(Refusal):
    """The id_token_hint was issued to a client that does not exist."""

    code = "Y0429C91"
    error = "invalid_client"
    description = "unrecognized id_token_hint audience"
    sentence = "La demande de déconnexion vient d’un service inconnu ici."
    support = "Register the client again, or send a current ID token."
    way_back = False


class HintClientMismatch(Refusal):
    """The client_id is not the audience of the id_token_hint."""

    code = "Y0467882"
    error = "invalid_request"
    description = "provided client_id does not match id_token_hint audience"
    sentence = "La demande de déconnexion ne correspond pas au service qui l’envoie."
    support = "Send the client_id the ID token was issued to, or leave it out."
    way_back = False


class LogoutFormForged(Refusal):
    """The logout form does not belong to this browser."""

    code = "Y0474F76"
    error = "invalid_request"
    description = "form session secret mismatch"
    sentence = "La demande de déconnexion n’est plus valable. Recommencez depuis le site du service."
    support = "Let the browser post the form it was shown."
    way_back = False


class LogoutFormStale(Refusal):
    """The logout this form confirms is over."""

    code = "Y04976CE"
    error = "invalid_request"
    description = "could not find logout details"
    sentence = "La déconnexion a déjà eu lieu, ou sa demande a expiré."
    support = "Begin again at /session/end."
    way_back = False
