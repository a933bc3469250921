"""How an application of this house is registered at the hub: what every settings file of the house says of that."""

from __future__ import annotations

from typing import Literal

from doublure.settings import Secret, Settings

__all__ = ["Registered"]


class Registered(Settings):
    """One registration. `{slug}` in an address is an application's origin; the hub's own file says the same, as in life."""

    issuer: str
    client_id: str
    client_secret: Secret
    redirect_uri: str
    post_logout_redirect_uri: str
    scope: str
    acr_values: str
    token_endpoint_auth_method: Literal["client_secret_basic", "client_secret_post"] = "client_secret_post"
    id_token_signed_response_alg: Literal["ES256", "RS256", "HS256"] = "ES256"
    userinfo_signed_response_alg: Literal["ES256", "RS256", "HS256"] | None = "ES256"
    pkce: bool = False
