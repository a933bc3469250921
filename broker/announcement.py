"""The discovery document of a platform: FranceConnect's member by member (contract §1.10), or the plain truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from broker.platforms import Platform
from broker.release import Release
from doublure.oidc.encryption import CONTENT_ENCRYPTION
from doublure.oidc.encryption_keys import KEY_MANAGEMENT
from doublure.oidc.provider.announcement import announcement
from doublure.oidc.vocabulary import AuthMethod, GrantType, SigningAlgorithm
from doublure.web.language import LANGUAGES

__all__ = ["announced"]


def announced(platform: Platform, origin: str, release: Release) -> dict[str, Any]:
    """The metadata of *platform*, served at *origin*, with the scopes and claims of *release*."""
    return _DOCUMENTS[platform.column](platform, origin, release)


def _franceconnect(platform: Platform, origin: str, release: Release) -> dict[str, Any]:
    base = origin + platform.base_path
    return {
        "issuer": origin + platform.issuer_path,
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": f"{base}/token",
        "userinfo_endpoint": f"{base}/userinfo",
        "jwks_uri": f"{base}/jwks",
        "end_session_endpoint": f"{base}/session/end",
        "revocation_endpoint": f"{base}/token/revocation",
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


def _plus(platform: Platform, origin: str, release: Release) -> dict[str, Any]:
    algorithms, content = list(platform.encryption_algorithms), list(platform.content_encryption)
    return _franceconnect(platform, origin, release) | {
        "id_token_encryption_alg_values_supported": algorithms,
        "id_token_encryption_enc_values_supported": content,
        "userinfo_encryption_alg_values_supported": algorithms,
        "userinfo_encryption_enc_values_supported": content,
        "request_object_encryption_alg_values_supported": [],
        "request_object_encryption_enc_values_supported": content,
    }


def _openid(platform: Platform, origin: str, release: Release) -> dict[str, Any]:
    base, methods = platform.base_path, tuple(AuthMethod)
    proving = [method.value for method in methods if method is not AuthMethod.NONE]
    signing = [alg.value for alg in SigningAlgorithm]
    return announcement(
        origin + platform.issuer_path,
        scopes=release.scopes,
        claims=(*release.claims_supported, "amr"),
        algorithms=platform.id_token_signing,
        authorization=f"{base}/authorize",
        token=f"{base}/token",
        userinfo=f"{base}/userinfo",
        jwks=f"{base}/jwks",
        end_session=f"{base}/session/end",
        revocation=f"{base}/token/revocation",
        acr_values=platform.acr_values,
        auth_methods=methods,
        introspection_endpoint=f"{origin}{base}/token/introspection",
        introspection_endpoint_auth_methods_supported=proving,
        introspection_endpoint_auth_signing_alg_values_supported=signing,
        revocation_endpoint_auth_methods_supported=[method.value for method in methods],
        revocation_endpoint_auth_signing_alg_values_supported=signing,
        token_endpoint_auth_signing_alg_values_supported=signing,
        claim_types_supported=["normal"],
        claims_parameter_supported=True,
        display_values_supported=["page"],
        grant_types_supported=[GrantType.AUTHORIZATION_CODE.value, GrantType.REFRESH_TOKEN.value],
        id_token_encryption_alg_values_supported=list(KEY_MANAGEMENT),
        id_token_encryption_enc_values_supported=list(CONTENT_ENCRYPTION),
        response_modes_supported=list(platform.response_modes),
        subject_types_supported=["pairwise", "public"],
        ui_locales_supported=list(LANGUAGES),
        userinfo_encryption_alg_values_supported=list(KEY_MANAGEMENT),
        userinfo_encryption_enc_values_supported=list(CONTENT_ENCRYPTION),
    )


_DOCUMENTS: Mapping[str, Callable[[Platform, str, Release], dict[str, Any]]] = {
    "franceconnect": _franceconnect, "plus": _plus, "openid": _openid,
}
