"""What a person may configure of the dashboard (`config/service_provider/dashboard.toml`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from doublure.settings import Secret, Settings, load

__all__ = ["SLUG", "DashboardSettings", "load_settings"]

#: The application's slug: its place in the address book, the beginning of its cookies.
SLUG = "dashboard"


class DashboardSettings(Settings):
    """See the file for what each key means. Lifetimes are in seconds; `{slug}` in an address is an application's origin."""

    issuer: str
    accounts: str
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

    secret_key: Secret
    session_lifetime: int = Field(default=1800, ge=1)


def load_settings(config: Path) -> DashboardSettings:
    """The settings in the folder *config*. Raises `SettingsError`."""
    return load(DashboardSettings, config / "service_provider" / f"{SLUG}.toml", table=SLUG)
