"""The plan Config OP: what discovery and the keys must be (Discovery §3, RFC 8414 §2, RFC 7517)."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from doublure.testing.person import Person
from tests.openid.installation import Installation, json_of

__all__ = ["CONFIG"]

_REQUIRED = {
    "issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "scopes_supported",
    "response_types_supported", "subject_types_supported", "id_token_signing_alg_values_supported", "claims_supported",
}
#: Members that the specifications name; the official module warns of others.
_KNOWN = _REQUIRED | {
    "end_session_endpoint", "revocation_endpoint", "introspection_endpoint", "acr_values_supported", "response_modes_supported",
    "grant_types_supported", "token_endpoint_auth_methods_supported", "token_endpoint_auth_signing_alg_values_supported",
    "revocation_endpoint_auth_methods_supported", "revocation_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint_auth_methods_supported", "introspection_endpoint_auth_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported", "userinfo_encryption_alg_values_supported",
    "userinfo_encryption_enc_values_supported", "id_token_encryption_alg_values_supported",
    "id_token_encryption_enc_values_supported", "display_values_supported", "claim_types_supported", "ui_locales_supported",
    "claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported",
    "code_challenge_methods_supported", "authorization_response_iss_parameter_supported", "prompt_values_supported",
}


def discovery(op: Installation) -> None:
    page = Person().request("GET", op.issuer + "/.well-known/openid-configuration")
    document = json_of(page, 200)
    assert page.header("Content-Type").startswith("application/json")
    assert set(document) >= _REQUIRED
    assert set(document) <= _KNOWN
    assert document["issuer"] == op.issuer, "the address without /.well-known/openid-configuration"
    for name, value in document.items():
        if name.endswith(("_endpoint", "_uri")):
            # https everywhere when the issuer is; a loopback issuer under development is not, and cannot be certified as such.
            assert urlsplit(value).scheme == urlsplit(op.issuer).scheme, name
            assert not urlsplit(value).fragment
        if name.endswith("_supported") and not isinstance(value, bool):
            assert value, name
            assert all(isinstance(item, str) for item in value)
    assert "RS256" in document["id_token_signing_alg_values_supported"]
    assert "none" not in document["id_token_signing_alg_values_supported"]
    assert "code" in document["response_types_supported"]
    assert "openid" in document["scopes_supported"]
    assert all(re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", scope) for scope in document["scopes_supported"])
    assert all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", tag) for tag in document["ui_locales_supported"])
    keys = json_of(Person().request("GET", document["jwks_uri"]), 200)["keys"]
    assert not [name for key in keys for name in key if name in {"d", "p", "q", "dp", "dq", "qi", "k"}]
    assert {key["alg"] for key in keys} == set(document["id_token_signing_alg_values_supported"]) - {"HS256"}
    assert len({key["kid"] for key in keys}) == len(keys)
    assert json_of(Person().request("GET", op.issuer + "/.well-known/oauth-authorization-server"), 200) == document


CONFIG: dict[str, Callable[[Installation], None]] = {"oidcc-discovery-endpoint-verification": discovery}
