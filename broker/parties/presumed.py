"""Where platforms differ about registrations: what one that does not say gets, and what only some can serve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["PRESUMED", "unserved"]

#: By platform. On `openid` the defaults of RFC 7591 §2 and OpenID Connect Registration §2: Basic, RS256, JSON at userinfo; and
#: every scope, since RFC 7591 leaves a registration that names none to the server.
PRESUMED: Mapping[str, Mapping[str, Any]] = {
    "openid": {
        "token_endpoint_auth_method": "client_secret_basic",
        "id_token_signed_response_alg": "RS256",
        "userinfo_signed_response_alg": None,
        "scope": "openid profile email address phone offline_access",
    },
}

#: Values that FranceConnect does not serve, by field, and the platforms that do.
_ONLY_THERE = frozenset({"openid"})
_BEYOND: Mapping[str, frozenset[str]] = {
    "token_endpoint_auth_method": frozenset({"none", "client_secret_jwt"}),
    "token_endpoint_auth_signing_alg": frozenset({"PS256", "EdDSA", "HS256"}),
    "id_token_signed_response_alg": frozenset({"PS256", "EdDSA"}),
    "userinfo_signed_response_alg": frozenset({"PS256", "EdDSA"}),
    "grant_types": frozenset({"refresh_token"}),
    "subject_type": frozenset({"public"}),
}


def unserved(platform: str, fields: Mapping[str, Any]) -> str | None:
    """Which of *fields* asks for what *platform* does not serve, in words; `None` when all is well."""
    if platform in _ONLY_THERE:
        return None
    for name, beyond in _BEYOND.items():
        value = fields.get(name)
        given = value if isinstance(value, list | tuple) else (value,)
        if found := [each for each in given if each in beyond]:
            return f"{name} {found[0]!r} is for the platform {' or '.join(sorted(_ONLY_THERE))}"
    return None
