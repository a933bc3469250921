"""The authorization request: its parameters and who sends it."""

from __future__ import annotations

from broker.diagnosis.entry import Entry
from broker.diagnosis.facts import given_among, given_begins, received, shortfall

__all__ = ["ENTRIES"]

_ALLOWED = ("parameters_are_allowed",)
_ONCE = ("parameters_appear_once", "parameters_appear_once_each", "address_is_said_once", "parameters_once")
_PRESENT = ("parameters_are_present",)
_UNKNOWN_CLIENT = ("client_is_known", "client_known")
_PROMPT = ("prompt_is_allowed", "prompt_known", "prompt_none_alone")

ENTRIES: tuple[Entry, ...] = (
    Entry("pkce-refused", "PKCE on FranceConnect",
          "The request sends {given}; FranceConnect refuses every parameter outside its list, PKCE included.",
          "Turn PKCE off for this provider (code_challenge and code_challenge_method); the client proves itself by its secret.",
          _ALLOWED, given_among(("code_challenge", "code_challenge_method"))),
    Entry("request-object-refused", "A request object", "The request sends {given}; request objects are not taken here.",
          "Send the parameters in the query of the authorization request.",
          ("parameters_are_allowed", "request_absent", "request_uri_absent"),
          lambda matter: {"given": f"'{matter.given or matter.received}'"} if (matter.given or matter.received)
          in {"request", "request_uri"} else None),
    Entry("tracking-parameter", "A parameter for statistics",
          "The request carries {given}, which a link or a tag manager added; parameters outside the list are refused.",
          "Build the authorization address in the server, from nothing but the protocol's parameters.", _ALLOWED,
          given_begins("utm_", "fbclid", "gclid", "_")),
    Entry("parameter-not-allowed", "A parameter outside the list", "The request sends {given}; accepted are {expected}.",
          "Remove it from the library's extra parameters: the real service refuses it too.", _ALLOWED),
    Entry("parameter-twice", "A parameter more than once", "The request says {received}; the rule is {expected}.",
          "Send it once: look for a value added to an address that had it, or a form with a query in its action.", _ONCE),
    Entry("parameter-missing", "A required parameter is missing", "The request has {received}, and {expected}.",
          "Add it; FranceConnect requires client_id, response_type, redirect_uri, scope, acr_values, nonce and state.", _PRESENT,
          received("^no ")),
    Entry("parameter-empty", "A required parameter is empty", "{received} in the request, and {expected}.",
          "Send a value: an unset variable of the configuration is the usual source.", _PRESENT, received(" is empty$")),
    Entry("nonce-short", "The nonce is too short",
          "The nonce has {length} characters, {short} fewer than the {needed} required.",
          "Make it of 16 random octets or more, in hexadecimal or base64url, new for each login.", ("nonce_is_long_enough",),
          shortfall),
    Entry("nonce-long", "The nonce is empty or too long", "The nonce has {received}; accepted are {expected}.",
          "Send 16 to 32 random octets in base64url.", ("nonce_between",)),
    Entry("acr-values-many", "Too many acr_values", "The request has {received}; {expected}.",
          "Name the one level that is needed.", ("acr_values_are_few",)),
    Entry("prompt-none", "prompt=none where it is refused or not alone",
          "The request sends prompt {given_prompt}; expected: {expected}.",
          "On FranceConnect a silent check does not exist, leave prompt out; elsewhere send none alone.", _PROMPT,
          lambda matter: {"given_prompt": matter.received.removeprefix("prompt ")[:100]} if "none" in matter.received else None),
    Entry("prompt-refused", "A prompt that is refused", "The request sends {received}; expected: {expected}.",
          "Leave prompt out, or send one of the accepted values.", _PROMPT),
    Entry("redirect-uri-relative", "The redirect URI is not an absolute address", "{received}; expected is {expected}.",
          "Send the whole address, scheme and host included: https://host/path.", ("redirect_uri_is_absolute",),
          received("absolute|not an address")),
    Entry("redirect-uri-host-name", "The host of the redirect URI has no domain",
          "{received}; this platform asks for {expected}.",
          "Use a name with a domain; loopback addresses need loopback_redirects = true and a start without --strict.",
          ("redirect_uri_is_absolute",)),
    Entry("client-id-space", "White space around the client_id",
          "client_id {given} has white space around it, and no client has that name.",
          "Trim the configured value; a line end of an environment file is the usual source.", _UNKNOWN_CLIENT,
          lambda matter: {} if matter.given != matter.given.strip() else None),
    Entry("client-unknown", "The client is not registered here",
          "client_id {given} is not that of an active client; expected is {expected}.",
          "Register the client on this platform (console, or POST /api/clients), or use the issuer it is registered at: each "
          "platform has clients of its own.", _UNKNOWN_CLIENT),
)
