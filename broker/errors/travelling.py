"""Refusals of station 1 that travel to the relying party by redirect (contract §1.2, §7.5)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "AcrNotSupported", "ClaimsMalformed", "HintNotAllowed", "OpenidMissing", "ResponseTypeMissing",
    "ResponseTypeUnsupported", "ScopeNotGranted",
]


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
