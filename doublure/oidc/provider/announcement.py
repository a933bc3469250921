"""The discovery document that tells the truth about this role: what it accepts and does, no more (Discovery §3, RFC 8414 §2).

A house that must announce otherwise, as FranceConnect does, writes its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from doublure.oidc.vocabulary import AuthMethod, GrantType, Prompt, ResponseType

__all__ = ["announcement"]


def announcement(issuer: str, *, scopes: Iterable[str], claims: Iterable[str], algorithms: Iterable[str],
                 authorization: str = "/authorize", token: str = "/token", userinfo: str = "/userinfo", jwks: str = "/jwks",
                 end_session: str | None = "/session/end", revocation: str | None = None,
                 acr_values: Iterable[str] = (), auth_methods: Iterable[str] = (AuthMethod.BASIC, AuthMethod.POST),
                 subject_type: str = "public", **more: Any) -> dict[str, Any]:
    """The metadata of *issuer*, whose endpoints are the given paths below it; *more* is added or replaces."""
    signing = list(algorithms)
    document: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": issuer + authorization,
        "token_endpoint": issuer + token,
        "userinfo_endpoint": issuer + userinfo,
        "jwks_uri": issuer + jwks,
        "end_session_endpoint": None if end_session is None else issuer + end_session,
        "revocation_endpoint": None if revocation is None else issuer + revocation,
        "scopes_supported": list(scopes),
        "claims_supported": list(claims),
        "acr_values_supported": list(acr_values) or None,
        "response_types_supported": [ResponseType.CODE.value],
        "response_modes_supported": ["query"],
        "grant_types_supported": [GrantType.AUTHORIZATION_CODE.value],
        "subject_types_supported": [subject_type],
        "id_token_signing_alg_values_supported": signing,
        "userinfo_signing_alg_values_supported": signing,
        "token_endpoint_auth_methods_supported": [str(method) for method in auth_methods],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": [prompt.value for prompt in Prompt],
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
    return {name: value for name, value in (document | more).items() if value is not None}
