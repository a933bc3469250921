"""Refusals of station 1 that stay on a page of the hub (contract §1.2, §7.1 Y03, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal

__all__ = [
    "AmrNotGranted", "ClientUnknown", "ParameterRefused", "PersonAborted", "RedirectAndScopeWrong", "RedirectUnknown",

]


class ParameterRefused(Refusal):
    """A parameter of the authorization request is missing, unknown, repeated or malformed."""

    code = "Y030007"
    error = "invalid_request"
    description = "invalid parameter"
    support = "Send exactly the allowed parameters, each once; acr_values, nonce (22 characters at least) and state are required."
    way_back = False


class ClientUnknown(Refusal):
    """The client_id is not registered on this platform, or is inactive."""

    code = "Y04EA6EF"
    error = "invalid_client"
    description = "client is invalid (client not found)"
    sentence = "Le service qui vous envoie n’est pas connu ici. Revenez sur son site et réessayez plus tard."
    support = "Register the client on this platform (config/broker/relying_parties or POST /api/clients) and check client_id."
    way_back = False


class RedirectUnknown(Refusal):
    """The redirect_uri is not one of the registered ones, character for character."""

    code = "Y04C013C"
    error = "invalid_redirect_uri"
    description = "redirect_uri did not match any of the client's registered redirect_uris"
    sentence = "L’adresse de retour du service n’est pas celle qu’il a déclarée. Revenez sur son site et réessayez plus tard."
    support = "Register the redirect_uri exactly as it is sent: scheme, host, port, path, query, trailing slash."
    way_back = False


class RedirectAndScopeWrong(Refusal):
    """The redirect_uri is not registered and the scope is wrong as well."""

    code = "Y040001"
    error = "invalid_request"
    description = "redirect_uri and scope are both invalid"
    support = "Check redirect_uri first, then scope."
    way_back = False


class AmrNotGranted(Refusal):
    """The claims parameter asks for amr, which this client may not have."""

    code = "Y100009"
    support = 'Register the client with claims = ["amr"], or do not ask for it.'


class PersonAborted(Refusal):
    """The person went back to the service; by hand and without a registered address there is nowhere to go."""

    code = "Y030030"
    status = 500
    error = "access_denied"
    sentence = "Nous ne savons pas vers quel service vous ramener. Fermez cet onglet et revenez sur le site du service."
    support = "The link back needs a redirect_uri that a client has registered."
    way_back = False


class NowhereToGo(PersonAborted):
    """The same on the platform openid: the request is at fault, and no server error (RFC 9110 §15.6) is claimed."""

    code = "P030030"
    status = 400
