"""What a person may set for one fake: `config/identity_providers/*.toml`, one table per fake and one for its client."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from doublure.secret import Secret
from doublure.settings import Settings, SettingsError, load_all
from identity_providers.plugin import Plugin

__all__ = ["LEVELS", "HubSettings", "ProviderSettings", "load_settings", "unreachable"]

#: eIDAS levels, lowest first.
LEVELS = ("eidas1", "eidas2", "eidas3")


class HubSettings(Settings):
    """The only client of a fake, in the words of RFC 7591 §2. `{slug}` in an address stands for that application's origin."""

    client_id: str = Field(min_length=1)
    client_name: str = "FranceConnect (simulé)"
    client_secret: Secret
    redirect_uris: tuple[str, ...] = Field(min_length=1)
    post_logout_redirect_uris: tuple[str, ...] = ()


class ProviderSettings(Settings):
    """One fake. Lifetimes and pauses in seconds.

    `password` is public: it is printed on the login page (GR-09). After `failures_per_account` refusals for one identifier,
    or `failures_per_address` from one network address, within `pause`, no attempt is examined for another `pause`.
    """

    mode: Literal["seed"] = "seed"
    levels: tuple[Literal["eidas1", "eidas2", "eidas3"], ...] = Field(min_length=1)
    password: str = Field("123", min_length=1)
    login_lifetime: int = Field(600, ge=30)
    code_lifetime: int = Field(30, ge=5)
    token_lifetime: int = Field(60, ge=5)
    failures_per_account: int = Field(10, ge=1, le=50)
    failures_per_address: int = Field(60, ge=1, le=500)
    pause: int = Field(30, ge=1, le=900)
    client: HubSettings


def load_settings(config: Path) -> dict[str, ProviderSettings]:
    """Every fake's table by slug. Raises `SettingsError`."""
    return load_all(ProviderSettings, config / "identity_providers")


def unreachable(plugin: Plugin, settings: ProviderSettings) -> None:
    """Raise `SettingsError` when *settings* promise a level that *plugin* cannot vouch for."""
    for level in settings.levels:
        if LEVELS.index(level) > LEVELS.index(plugin.level):
            raise SettingsError(
                f"identity_providers, [{plugin.slug}], key 'levels': {level} is above {plugin.level}, the highest level "
                f"of {plugin.title}; remove it"
            )
