"""Refusals of station 1, the authorization request (contract §1.2, §7.1 Y03, §7.2)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "AcrNotSupported",
    "AmrNotGranted",
    "ClaimsMalformed",
    "ClientUnknown",
    "HintNotAllowed",
    "OpenidMissing",
    "ParameterRefused",
    "PersonAborted",
    "RedirectAndScopeWrong",
    "RedirectUnknown",
    "ResponseTypeMissing",
    "ResponseTypeUnsupported",
    "ScopeNotGranted",
    "SectorUnreachable",
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


class SectorUnreachable(Refusal):
    """The client's sector_identifier_uri does not answer 200."""

    code = "Y04A8220"
    error = "invalid_client_metadata"
    description = "sector_identifier_uri could not be fetched"
    sentence = "Le service qui vous envoie est mal enregistré : son sector_identifier_uri ne répond pas."
    support = "Serve a JSON array of the redirect URIs at sector_identifier_uri, or register redirect URIs of one host only."
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


class ResponseTypeMissing(Refusal):
    """The response_type is empty."""

    code = "Y048017B"
    status = 303
    error = "invalid_request"
    description = "missing required parameter 'response_type'"
    support = "Send response_type=code."
    way = Way.REDIRECT


class ResponseTypeUnsupported(Refusal):
    """The response_type is not `code`."""

    code = "Y04C1E14"
    status = 303
    error = "unsupported_response_type"
    description = "unsupported response_type requested"
    support = "Only the authorization code flow exists: response_type=code."
    way = Way.REDIRECT


class OpenidMissing(Refusal):
    """The scope does not contain `openid`."""

    code = "Y0474A48"
    status = 303
    error = "invalid_request"
    description = "openid scope must be requested when using the acr_values parameter"
    support = "Add openid to scope."
    way = Way.REDIRECT


class ScopeNotGranted(Refusal):
    """A known scope that this client is not granted."""

    code = "Y044D706"
    status = 303
    error = "invalid_scope"
    description = "requested scope is not allowed"
    support = "Ask only for scopes of the client's registration; unknown scopes are ignored, known ones must be granted."
    way = Way.REDIRECT


class ClaimsMalformed(Refusal):
    """The claims parameter is not the JSON of Core §5.5."""

    code = "Y0485169"
    status = 303
    error = "invalid_request"
    description = "claims parameter should be a JSON object"
    support = "Send claims as a JSON object with id_token and/or userinfo objects."
    way = Way.REDIRECT


class AmrNotGranted(Refusal):
    """The claims parameter asks for amr, which this client may not have."""

    code = "Y100009"
    support = 'Register the client with claims = ["amr"], or do not ask for it.'


class HintNotAllowed(Refusal):
    """The idp_hint is not one of those this client may use."""

    code = "Y030032"
    status = 303
    error = "invalid_idp_hint"
    description = "An idp_hint was provided but is not allowed"
    support = "Add the provider's uid to allowedIdpHints of the client or of the platform."
    way = Way.REDIRECT


class AcrNotSupported(Refusal):
    """The level selected from acr_values does not exist on this platform."""

    code = "Y100002"
    status = 303
    error = "invalid_acr"
    description = "acr_value is not valid"
    support = "Ask for a level of this platform; the lowest known value of acr_values is the one that counts."
    way = Way.REDIRECT


class PersonAborted(Refusal):
    """The person went back to the service; by hand and without a registered address there is nowhere to go."""

    code = "Y030030"
    status = 500
    error = "access_denied"
    sentence = "Nous ne savons pas vers quel service vous ramener. Fermez cet onglet et revenez sur le site du service."
    support = "The link back needs a redirect_uri that a client has registered."
    way_back = False
