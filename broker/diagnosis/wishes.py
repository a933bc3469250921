"""What the authorization request asks for: response, scope, claims, level, provider, PKCE."""

from __future__ import annotations

from broker.diagnosis.entry import Entry
from broker.diagnosis.facts import received

__all__ = ["ENTRIES"]

_CLAIMS = ("claims_are_json", "claims_are_an_object", "claims_members_are_objects")

ENTRIES: tuple[Entry, ...] = (
    Entry("response-type-missing", "response_type is empty", "{received}; the only flow is {expected}.",
          "Send response_type=code.", ("response_type_is_present",)),
    Entry("response-type-implicit", "The implicit or hybrid flow",
          "response_type {given} asks for tokens in the browser; the only flow is {expected}.",
          "Switch the library to the authorization code flow, with a token request from the server.", ("response_type_is_code",),
          lambda matter: {} if "token" in matter.given else None),
    Entry("response-type-unknown", "An unknown response_type", "{received} was sent; the only flow is {expected}.",
          "Send response_type=code.", ("response_type_is_code",)),
    Entry("response-mode-unknown", "An unknown response_mode", "response_mode is {received}; known are {expected}.",
          "Leave response_mode out: the answer then comes in the query.", ("response_mode_known",)),
    Entry("openid-missing", "The scope lacks openid", "{received} was asked; it must have {expected}.",
          "Add openid to the scope: without it this is no OpenID Connect request.", ("scope_has_openid",)),
    Entry("scope-not-granted", "A scope that the client may not ask for",
          "Scope {given} is known here but not granted to this client; its registration has {granted}.",
          "Add the scope to the client's registration, or do not ask for it. Real scopes need an authorisation.",
          ("scope_is_granted",), lambda matter: {"granted": " ".join(matter.known)[:300]}),
    Entry("claims-not-json", "The claims parameter is not JSON", "The value of claims could not be read: {received}.",
          "Serialise it once, as JSON, and let the library encode the query.", _CLAIMS, received("not JSON")),
    Entry("claims-malformed", "The claims parameter has another form", "What was found in claims: {received}. {expected}.",
          'Send an object such as {{"id_token": {{"amr": {{"essential": true}}}}}} (Core 5.5).', _CLAIMS),
    Entry("amr-not-granted", "amr is for entitled clients", "{received}; it is only for {expected}.",
          'Register the client with claims = ["amr"], or do not ask for it.', ("amr_is_granted",)),
    Entry("idp-hint-refused", "The idp_hint is not allowed", "{received} was sent; expected is {expected}.",
          "Add the provider's uid to allowedIdpHints of the client (or of the platform), or leave the hint out.",
          ("hint_is_allowed",)),
    Entry("max-age-malformed", "max_age is not a number", "max_age is {received}; expected is {expected}.",
          "Send digits only, such as max_age=3600.", ("max_age_number",)),
    Entry("challenge-missing", "The client must use PKCE", "The request has {received}; its registration asks for {expected}.",
          "Turn PKCE on in the library (S256).", ("challenge_present",)),
    Entry("challenge-method", "PKCE with another method than S256",
          "code_challenge_method is {received}; expected is {expected}.",
          "Send code_challenge_method=S256; without it the method would be plain, which protects nothing.",
          ("challenge_method_s256",)),
    Entry("challenge-malformed", "The code_challenge is malformed", "code_challenge has {received}; expected are {expected}.",
          "Send base64url(SHA-256(verifier)) without padding, not the verifier and not hexadecimal.",
          ("challenge_well_formed",)),
    Entry("level-not-here", "The level does not exist on this platform", "{received} was asked; this platform has {expected}.",
          "Ask for a level of acr_values_supported in the discovery document, or go to the platform that has it.",
          ("AcrNotSupported", "essential_level_exists"), reference="contract §1.2 row 14"),
    Entry("level-not-met", "The level was not met", "The provider answered {received}; needed was {expected}.",
          "Ask for a lower level in acr_values, or let the person use a provider that reaches it.", ("LevelTooLow",),
          reference="contract §5.3"),
    Entry("hint-not-ours", "The id_token_hint is not this client's", "The request carries {received}; expected is {expected}.",
          "Send the ID token as it was received, to the issuer that gave it.", ("hint_is_ours",)),
    Entry("login-required", "Nobody is logged in and no page may be shown",
          "The request has prompt=none, and no session here answers it (none, too old for max_age, or of another level).",
          "Take error=login_required as the answer, and ask again without prompt=none.", ("LoginRequired",),
          reference="Core §3.1.2.6"),
    Entry("algorithm-not-spoken", "The registration names an algorithm that is not spoken here",
          "The registration has {received}; this platform has {expected}.", "Change the registration of the client.",
          ("algorithms_are_spoken",)),
    Entry("sector-ambiguous", "Redirect URIs on several hosts, and no sector",
          "There are {received}; sub needs {expected}.", "Register sector_identifier_uri, or keep one host.",
          ("sector_is_determined",)),
)
