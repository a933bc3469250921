"""Refusals of a request's form that only OpenID Connect to the letter knows; where they may, they travel (Core §3.1.2.6)."""

from __future__ import annotations

from broker.errors.base import Refusal, Way

__all__ = [
    "AddressTwice", "ChallengeRefused", "MaxAgeRefused", "NonceTooLong", "ParameterRepeated", "PromptRefused",
    "RedirectUnprotected", "RegistrationUnsupported", "RequestObjectUnsupported", "RequestUriUnsupported",
    "ResponseModeUnknown", "ScopeWithoutOpenid", "StateTooLong", "Travelling",
]


class AddressTwice(Refusal):
    """The client_id or the redirect_uri is given more than once: nobody knows where an answer would be safe."""

    code = "P030001"
    error = "invalid_request"
    description = "client_id or redirect_uri more than once"
    support = "Send each parameter once (RFC 6749 3.1)."
    way_back = False


class StateTooLong(Refusal):
    """The state is too long to be taken back in an address."""

    code = "P030002"
    error = "invalid_request"
    description = "state is too long"
    support = "Keep the state under 2048 characters: store the data on your side and send a reference."
    way_back = False


class RedirectUnprotected(Refusal):
    """The redirect_uri is registered, but a code on its way there could be read."""

    code = "P030018"
    error = "invalid_redirect_uri"
    description = "redirect_uri must use https, or a loopback host"
    support = "Serve the callback over https, or develop on localhost (RFC 9700 2.6)."
    way_back = False


class Travelling(Refusal):
    """A refusal that goes back to the relying party."""

    status = 303
    error = "invalid_request"
    way = Way.REDIRECT


class ParameterRepeated(Travelling):
    """A parameter is given more than once."""

    code = "P030003"
    description = "a parameter is given more than once"
    support = "Send each parameter once (RFC 6749 3.1)."


class ResponseModeUnknown(Travelling):
    """The response_mode is none of query, fragment and form_post."""

    code = "P030004"
    description = "unknown response_mode"
    support = "Use query, fragment or form_post, or leave response_mode out."


class RequestObjectUnsupported(Travelling):
    """A request object by value."""

    code = "P030005"
    error = "request_not_supported"
    description = "request objects are not supported"
    support = "Send the parameters themselves instead of a request object; discovery says request_parameter_supported false."


class RequestUriUnsupported(Travelling):
    """A request object by reference."""

    code = "P030006"
    error = "request_uri_not_supported"
    description = "request objects by reference are not supported"
    support = "Send the parameters themselves; discovery says request_uri_parameter_supported false."


class RegistrationUnsupported(Travelling):
    """The registration parameter of self-issued providers."""

    code = "P030007"
    error = "registration_not_supported"
    description = "the registration parameter is not supported"
    support = "Register the client beforehand."


class ScopeWithoutOpenid(Travelling):
    """The scope does not contain openid."""

    code = "P030008"
    error = "invalid_scope"
    description = "scope must contain openid"
    support = "Add openid to scope: this is an OpenID provider."


class NonceTooLong(Travelling):
    """The nonce is longer than 512 characters, or empty."""

    code = "P030009"
    description = "nonce must have 1 to 512 characters"
    support = "Send a nonce of at most 512 characters, or none."


class PromptRefused(Travelling):
    """The prompt has an unknown value, or none beside another."""

    code = "P030010"
    description = "prompt is none alone, or a list of login, consent, select_account"
    support = "prompt=none cannot be combined; other values are login, consent and select_account."


class MaxAgeRefused(Travelling):
    """The max_age is no number of seconds."""

    code = "P030011"
    description = "max_age must be a number of seconds"
    support = "Send max_age as digits."


class ChallengeRefused(Travelling):
    """PKCE is missing for a public client, not S256, or malformed."""

    code = "P030012"
    description = "code_challenge must be an S256 challenge of 43 characters"
    support = "Use code_challenge_method=S256 (RFC 7636); public clients must."
