"""Failures of the relying party that only silence shows: nothing was refused, and yet nobody is logged in.

Each says what the hub saw, and what that probably means; it cannot see more.
"""

from __future__ import annotations

from broker.diagnosis.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES: tuple[Entry, ...] = (
    Entry("callback-refused", "The callback was probably refused",
          "The code was sent to {uri}; no token request came, and {again} s later the same client asked for a new login.",
          "The application saw the callback and did not take it: compare state with the one in the session (a cookie lost "
          "between localhost and 127.0.0.1, or SameSite=Strict, loses it), and see its log.", ("callback_refused",),
          reference="RFC 6749 §10.12"),
    Entry("token-request-missing", "The token request never came",
          "The code was sent to {uri} at {at}; it lives {lifetime} s, and no token request came.",
          "See whether the callback was reached at all (host, port, route, firewall of a container), then whether its token "
          "request goes to this issuer's token endpoint: the server must reach it under that name.",
          ("token_request_missing",), reference="RFC 6749 §4.1.3"),
    Entry("error-unread", "The error was answered by the same request again",
          "The hub answered error={error}; {again} s later the same client asked for a login again.",
          "Show the error of the callback to the person instead of beginning again: this may loop.", ("error_unread",),
          reference="RFC 6749 §4.1.2.1"),
    Entry("id-token-key", "The ID token was probably rejected: key",
          "The ID token is signed {alg} with the client's secret; userinfo was not read, and {again} s later the client asked "
          "for a login again.", "Verify HS256 with the octets of client_secret itself (no base64, no JWKS), or register an "
          "id_token_signed_response_alg such as ES256.", ("id_token_rejected_secret",), reference="Core §3.1.3.7 item 8"),
    Entry("id-token-algorithm", "The ID token was probably rejected: algorithm or key",
          "The ID token is signed {alg} with key {kid}; userinfo was not read, and {again} s later the client asked for a login "
          "again.", "Tell the library that ID tokens are signed {alg} (RS256 is its usual default), let it read the keys at "
          "jwks_uri anew, and check nonce and clock.", ("id_token_rejected_key",), reference="Core §3.1.3.7 item 7"),
    Entry("userinfo-missing", "Userinfo was never read",
          "Tokens were given at {at} for scope {scope}; userinfo was not read in the {lifetime} s it could be.",
          "ID tokens hold no personal data here: read userinfo. If it was never tried, the ID token was perhaps rejected "
          "(it is signed {alg}).", ("userinfo_missing",), reference="Core §5.3"),
    Entry("state-reused", "The same state twice",
          "This request's state ({length} characters) is that of a request of the same client {before} s before.",
          "Make a new random state for each login and keep it in the session: a fixed one protects nothing.",
          ("state_reused",), reference="RFC 9700 §4.7.1"),
    Entry("nonce-reused", "The same nonce twice",
          "This request's nonce ({length} characters) is that of a request of the same client {before} s before.",
          "Make a new random nonce for each login: a fixed one lets an old ID token pass.", ("nonce_reused",),
          reference="Core §3.1.2.1"),
    Entry("email-as-identity", "The e-mail address is all that is asked for",
          "The scope is {scope}: beside sub, an e-mail address is all this client learns of a person. What it does with them the "
          "hub cannot see.", "Recognise people by sub, never by the address: it changes, is given to somebody else, and is "
          "what a provider was told.", ("email_only",), reference="Core §5.7"),
    Entry("provider-silent", "The person did not come back from the provider",
          "The browser was sent to {provider} at {at}, and has not come back.",
          "Nothing may be wrong: the person may be reading, or gone. Otherwise see the provider's page and its redirect URI.",
          ("provider_silent",), reference="contract §1.1"),
)
