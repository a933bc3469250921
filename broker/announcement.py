"""The discovery document of a platform, member by member as the real hub announces them (contract §1.10)."""

from __future__ import annotations

from typing import Any

from broker.platforms import Platform
from broker.release import Release

__all__ = ["discovery_document"]


def discovery_document(platform: Platform, issuer: str, release: Release) -> dict[str, Any]:
    """The metadata of the platform, member by member as the real hub announces them."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/session/end",
        "revocation_endpoint": f"{issuer}/token/revocation",
        "acr_values_supported": list(platform.acr_values),
        "authorization_response_iss_parameter_supported": True,
        "claim_types_supported": ["normal"],
        "claims_parameter_supported": True,
        "claims_supported": list(release.claims_supported),
        # Announced by the real hub, and unusable through its front door: contract §12.2.
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": list(platform.signing_algorithms),
        "grant_types_supported": ["authorization_code"],
        "id_token_signing_alg_values_supported": list(platform.id_token_signing),
        "request_object_signing_alg_values_supported": list(platform.request_object_signing),
        "request_parameter_supported": True,
        "request_uri_parameter_supported": False,
        "response_modes_supported": ["form_post", "fragment", "query"],
        "response_types_supported": ["code"],
        "scopes_supported": list(release.scopes),
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": list(platform.signing_algorithms),
        "userinfo_signing_alg_values_supported": list(platform.userinfo_signing),
    }
