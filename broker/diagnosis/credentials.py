"""A client that does not prove itself: at the token endpoint, at revocation and at introspection."""

from __future__ import annotations

from broker.diagnosis.entry import Entry
from broker.diagnosis.facts import received

__all__ = ["ENTRIES"]

_SECRET = ("secret_right", "asker_is_proved")
_METHOD = ("method_registered",)
_ASSERTION = ("assertion_right",)
_LENGTH = r"^(?P<length>\d+) characters, "

ENTRIES: tuple[Entry, ...] = (
    Entry("body-unreadable", "The parameters cannot be read", "The request could not be read: {received}; expected: {expected}.",
          "Send the parameters form-urlencoded in UTF-8.", ("body_readable", "request_readable", "request_is_readable")),
    Entry("body-not-form", "The body is no form", "The body is of type {type}, and is not read: there is no client in it.",
          "Send application/x-www-form-urlencoded; JSON is not taken.", ("client_presented",),
          received(r"in a body of type (?P<type>.+)$")),
    Entry("authorization-malformed", "The Authorization header is not readable",
          "The request has {received}; expected is {expected}.",
          "Encode client_id and secret each as a form value, join them with a colon, then base64 (RFC 6749 2.3.1).",
          ("credentials_readable",)),
    Entry("client-not-presented", "The client does not say who it is", "The request has {received}; expected is {expected}.",
          "Send client_id and client_secret in the body, or what else the client registered.", ("client_presented",)),
    Entry("two-methods", "The client authenticates twice", "The request uses {received}; expected is {expected}.",
          "Configure one method in the library: a secret in the body and in the header at once is refused.",
          ("one_mechanism",)),
    Entry("two-clients", "Two client_ids in one request", "The request names {received}; expected is {expected}.",
          "Send the same client_id in header, body and assertion.", ("client_ids_agree",)),
    Entry("method-post-for-basic", "Secret in the body, registered for the header",
          "The client authenticates with client_secret_post; it is registered for {known}.",
          "Set the library's token_endpoint_auth_method to client_secret_basic, or register client_secret_post, with which both "
          "ways are taken.", _METHOD,
          lambda matter: {} if (matter.given, matter.known) == ("client_secret_post", ("client_secret_basic",)) else None),
    Entry("method-none", "No secret was sent",
          "The request names the client and proves nothing; it is registered for {known}.",
          "Configure the secret: an empty variable of the environment is often sent as none.", _METHOD,
          lambda matter: {} if matter.given == "none" else None),
    Entry("method-other", "Another authentication method than registered",
          "The client authenticates with {received}; it is registered for {expected}.",
          "Make the library use the registered method, or change token_endpoint_auth_method of the registration.", _METHOD),
    Entry("secret-space", "White space around the secret",
          "The secret sent has {length} characters and is the registered one with white space around it.",
          "Trim it: a line end of a file or an environment variable is the usual source.", _SECRET,
          received(_LENGTH + "white space")),
    Entry("secret-encoded", "The secret is URL-encoded once too often",
          "The secret sent has {length} characters and is the registered one, URL-encoded.",
          "Give the secret as it is to the library, which encodes the form itself.", _SECRET, received(_LENGTH + "URL-encoded")),
    Entry("secret-not-encoded", "The secret is not URL-encoded in the header",
          "The secret sent has {length} characters and becomes the registered one only when encoded.",
          "Encode client_id and secret as form values before the base64 of Basic (RFC 6749 2.3.1).", _SECRET,
          received(_LENGTH + "not URL-encoded")),
    Entry("secret-wrong", "Another secret",
          "The secret sent has {length} characters and is another value than the registered one.",
          "Copy the secret from where it was shown once, or give the client a new one; check that it is this platform's.",
          _SECRET, received(_LENGTH + "another value")),
    Entry("assertion-type", "Another client_assertion_type", "The request has {received}; expected is {expected}.",
          "Send client_assertion_type exactly so (RFC 7523 2.2).", _ASSERTION, received("^client_assertion_type")),
    Entry("assertion-audience", "The assertion is for somebody else", "The assertion says {received}; expected is {expected}.",
          "Put the issuer, or the token endpoint, of this platform into aud, and nothing beside it.", _ASSERTION,
          received("^aud ")),
    Entry("assertion-time", "The assertion is too old, or for too long", "The assertion says {received}; accepted is {expected}.",
          "Make a new assertion for each request, with an exp one minute ahead; check the clock of the server.", _ASSERTION,
          received("^(exp|iat|nbf) |^no exp")),
    Entry("assertion-reused", "The assertion was used before", "The assertion has {received}; the rule is {expected}.",
          "Make a new jti for each request; a retry needs a new assertion.", _ASSERTION, received("jti used")),
    Entry("assertion-wrong", "The assertion is refused", "What was found: {received}; expected: {expected}.",
          "Check iss, sub, jti, key and algorithm of the assertion against the registration.", _ASSERTION),
)
