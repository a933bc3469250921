"""An access token that reads nothing: at userinfo; and questions about tokens."""

from __future__ import annotations

from collections.abc import Mapping

from broker.diagnosis.entry import Entry, Matter
from broker.diagnosis.facts import late, received
from broker.errors.reading import GrantExpired

__all__ = ["ENTRIES"]


def _of_userinfo(matter: Matter) -> Mapping[str, str] | None:
    """The token endpoint has a rule of the same name; the refusal tells them apart."""
    return late(matter) if matter.code == GrantExpired.code else None


ENTRIES: tuple[Entry, ...] = (
    Entry("access-token-absent", "No access token at userinfo", "The request has {received}; expected is {expected}.",
          "Send Authorization: Bearer and the access_token of the token response.", ("token_presented",)),
    Entry("access-token-scheme", "The Authorization header is not Bearer",
          "The Authorization header says {received}; expected is {expected}.",
          "Send the word Bearer, a space and the access token; the client's secret does not belong here.",
          ("scheme_is_bearer",)),
    Entry("access-token-twice", "The access token in two places", "It came in {received}; expected is {expected}.",
          "Send it in the Authorization header alone.", ("one_token_mechanism",)),
    Entry("access-token-in-query", "The access token in the address", "The request has {received}; expected is {expected}.",
          "Send it in the Authorization header: addresses end up in logs and histories.", ("token_not_in_query",)),
    Entry("access-token-unknown", "The access token is not known here",
          "A token of {length} characters was sent; expected is {expected}.",
          "Send access_token (not id_token) unchanged, to the platform that issued it, within its lifetime.", ("token_known",),
          received(r"<(?P<length>\d+) characters>")),
    Entry("userinfo-late", "Userinfo was read too late",
          "Userinfo was read {after} s after the token was issued; it lives {within} s: {late} s too late.",
          "Read userinfo at once after the token response, and keep what the application needs.", ("token_unexpired",), late),
    Entry("userinfo-after-login", "Userinfo was read after the login was over",
          "Userinfo was read {after} s after the code was issued; the login lives {within} s: {late} s too late, although the "
          "token itself says longer.",
          "Read userinfo at once after the token response; on FranceConnect expires_in is 60 and the login ends after 30 s.",
          ("grant_live",), _of_userinfo),
    Entry("client-gone", "The client was removed meanwhile", "The token belongs to {received}; expected is {expected}.",
          "Register the client again, or set active = true.", ("client_active",)),
    Entry("client-not-proved", "Introspection without credentials", "The request comes from {received}; expected is {expected}.",
          "Authenticate as at the token endpoint.", ("client_proved",)),
    Entry("token-missing", "No token to speak of", "The request has {received}; expected is {expected}.",
          "Send the parameter token.", ("token_present",)),
    Entry("revocation-fields", "Fields of the revocation", "What was found: {received}; expected: {expected}.",
          "Send exactly token, client_id and client_secret in the body.", ("fields_are_present", "fields_have_their_form")),
    Entry("checktoken-fields", "Fields of the data provider's question", "What was found: {received}; expected: {expected}.",
          "Send exactly token, client_id and client_secret in the body.", ("fields_are_exact",)),
    Entry("data-provider-unknown", "The data provider is not registered", "{received} asks; expected is {expected}.",
          "Register it in config/broker/data_providers for this platform.", ("asker_is_known",)),
    Entry("introspection-unsigned", "No key to sign the introspection with",
          "The data provider registered {received}; expected is {expected}.",
          "Set checktoken_signed_response_alg to ES256; FranceConnect+ signs with nothing else.", ("answer_can_be_signed",)),
    Entry("encryption-keys-several", "Several keys to encrypt the introspection for",
          "There are {received}; expected is {expected}.",
          "Publish one key with use=enc of the registered kind, or tell the one meant by its alg.", ("key_is_one",)),
)
