"""What a person may set for the data provider: `config/data_provider.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from doublure.secret import Secret
from doublure.settings import Settings, load

__all__ = ["SLUG", "DataProviderSettings", "HubSettings", "load_settings"]

SLUG = "data-provider"


class HubSettings(Settings):
    """One hub it may ask, and as whom. `{slug}` in the issuer stands for that application's origin."""

    issuer: str
    client_id: str = Field(min_length=1)
    client_secret: Secret
    checktoken_signed_response_alg: Literal["ES256", "RS256"] = "ES256"
    checktoken_encrypted_response_alg: Literal["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"] = "ECDH-ES"
    checktoken_encrypted_response_enc: Literal["A256GCM"] = "A256GCM"


class DataProviderSettings(Settings):
    """The data provider: its hubs by platform, first the usual one, and what it says of people, by scope."""

    title: str
    auth_secret: Secret
    hubs: Mapping[str, HubSettings] = Field(min_length=1)
    data: Mapping[str, Annotated[tuple[str, ...], Field(min_length=1)]]


def load_settings(config: Path) -> DataProviderSettings:
    """The settings in the folder *config*. Raises `SettingsError`."""
    return load(DataProviderSettings, config / "data_provider.toml", table=SLUG)
