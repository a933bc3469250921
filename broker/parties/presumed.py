"""What a registration that does not say gets, where a platform presumes otherwise than FranceConnect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["PRESUMED"]

#: By platform. On `openid` the defaults of RFC 7591 §2 and OpenID Connect Registration §2: Basic, RS256, JSON at userinfo.
PRESUMED: Mapping[str, Mapping[str, Any]] = {
    "openid": {
        "token_endpoint_auth_method": "client_secret_basic",
        "id_token_signed_response_alg": "RS256",
        "userinfo_signed_response_alg": None,
    },
}
