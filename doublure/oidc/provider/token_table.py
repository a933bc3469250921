"""The table of the token endpoint as the specifications write it: what a provider without words of its own answers."""

from __future__ import annotations

from doublure.oidc.errors import InvalidClient, InvalidClientMetadata, InvalidGrant, InvalidRequest, UnsupportedGrantType
from doublure.oidc.provider import client_rules as client
from doublure.oidc.provider import encryption_rules as encryption
from doublure.oidc.provider import token_rules as token
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.table import Row
from doublure.oidc.provider.token_rules import TokenQuestion

__all__ = ["ENCRYPTION_ROWS", "PLAIN_CLIENT_ROWS", "PLAIN_TOKEN_ROWS"]

#: Who asks, and whether it is true. Also the first rows of the revocation endpoint.
PLAIN_CLIENT_ROWS: tuple[Row[client.ClientQuestion], ...] = (
    Row("body_readable", client.body_readable, "RFC 6749 App. B", saying(InvalidRequest, "unreadable body")),
    Row("parameters_once", client.parameters_once, "RFC 6749 §3.2", saying(InvalidRequest, "repeated parameter")),
    Row("credentials_readable", client.credentials_readable, "RFC 6749 §2.3.1",
        saying(InvalidClient, "malformed Authorization header")),
    Row("client_presented", client.client_presented, "RFC 6749 §3.2.1", saying(InvalidRequest, "no client authentication")),
    Row("one_mechanism", client.one_mechanism, "RFC 6749 §2.3",
        saying(InvalidRequest, "more than one client authentication method")),
    Row("client_ids_agree", client.client_ids_agree, "RFC 7521 §4.2", saying(InvalidRequest, "contradictory client_id")),
    Row("client_known", client.client_known, "RFC 6749 §5.2", saying(InvalidClient, "client authentication failed")),
    Row("method_registered", client.method_registered, "RFC 7591 §2", saying(InvalidClient, "client authentication failed")),
    Row("secret_right", client.secret_right, "RFC 6749 §2.3.1", saying(InvalidClient, "client authentication failed")),
    Row("assertion_right", client.assertion_right, "RFC 7523 §3", saying(InvalidClient, "client authentication failed")),
)

#: For whoever must be answered with an encrypted token. Also the last rows of the userinfo endpoint.
ENCRYPTION_ROWS: tuple[Row[encryption.EncryptedQuestion], ...] = (
    Row("keys_reached", encryption.keys_reached, "Registration 1.0 §2",
        saying(InvalidClientMetadata, "the client's keys cannot be had")),
    Row("keys_readable", encryption.keys_readable, "RFC 7517 §5",
        saying(InvalidClientMetadata, "the client's jwks_uri holds no set of keys")),
    Row("encryption_key_found", encryption.encryption_key_found, "OpenID Connect Core §10.2",
        saying(InvalidClientMetadata, "the client published no key to encrypt for")),
)

#: Every check of the token endpoint, in the order they run.
PLAIN_TOKEN_ROWS: tuple[Row[TokenQuestion], ...] = (
    *PLAIN_CLIENT_ROWS,
    Row("grant_type_present", token.grant_type_present, "RFC 6749 §4.1.3", saying(InvalidRequest, "grant_type is missing")),
    Row("grant_type_known", token.grant_type_known, "RFC 6749 §5.2", saying(UnsupportedGrantType, "unsupported grant_type")),
    Row("code_present", token.code_present, "RFC 6749 §4.1.3", saying(InvalidRequest, "code is missing")),
    Row("redirect_uri_present", token.redirect_uri_present, "RFC 6749 §4.1.3",
        saying(InvalidRequest, "redirect_uri is missing")),
    Row("code_known", token.code_known, "RFC 6749 §4.1.3", saying(InvalidGrant, "unknown code")),
    Row("code_of_this_client", token.code_of_this_client, "RFC 6749 §4.1.3",
        saying(InvalidGrant, "the code was issued to another client")),
    Row("code_fresh", token.code_fresh, "RFC 6749 §4.1.2", saying(InvalidGrant, "the code has expired")),
    Row("grant_live", token.grant_live, "RFC 6749 §5.2", saying(InvalidGrant, "the grant has expired")),
    Row("redirect_uri_same", token.redirect_uri_same, "RFC 6749 §4.1.3",
        saying(InvalidGrant, "redirect_uri differs from the authorization request")),
    Row("verifier_expected", token.verifier_expected, "RFC 9700 §4.8",
        saying(InvalidGrant, "code_verifier without code_challenge")),
    Row("verifier_present", token.verifier_present, "RFC 7636 §4.5", saying(InvalidGrant, "code_verifier is missing")),
    Row("verifier_right", token.verifier_right, "RFC 7636 §4.6", saying(InvalidGrant, "code_verifier does not match")),
    Row("code_unspent", token.code_unspent, "RFC 6749 §4.1.2", saying(InvalidGrant, "the code was used before")),
    Row("grant_unrevoked", token.grant_unrevoked, "RFC 7009 §2.1", saying(InvalidGrant, "the grant was revoked")),
    *ENCRYPTION_ROWS,
)
