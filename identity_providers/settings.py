"""What a person may set for one fake: `config/identity_providers/*.toml`, one table per fake and one for its client."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from doublure.secret import Secret
from doublure.settings import Settings, SettingsError, load_all
from identity_providers.described import Described, Identifier
from identity_providers.plugin import Plugin
from identity_providers.realistic import Mode, realistic_of

__all__ = [
    "LEVELS", "HubSettings", "PluginSettings", "ProviderSettings", "RealisticSettings", "load_settings", "unreachable",
]

#: eIDAS levels, lowest first.
LEVELS = ("eidas1", "eidas2", "eidas3")


class HubSettings(Settings):
    """The only client of a fake, in the words of RFC 7591 §2. `{slug}` in an address stands for that application's origin."""

    client_id: str = Field(min_length=1)
    client_name: str = "FranceConnect (simulé)"
    client_secret: Secret
    redirect_uris: tuple[str, ...] = Field(min_length=1)
    post_logout_redirect_uris: tuple[str, ...] = ()


Level = Literal["eidas1", "eidas2", "eidas3"]
Method = Literal["pwd", "pop", "otp", "fpt", "eye", "vbm", "tel", "sms", "kba", "wia", "mfa", "face", "geo", "hwk", "iris", "mca",
                 "pin", "rba", "swk", "user", "mail", "eidas"]


class RealisticSettings(Settings):
    """What holds in mode `realistic`. `levels` are those of the fake unless some are named; methods are those of contract §4.

    `amr` is proven by the first page, `amr_second_step` by the second step where one was needed. `mail_code` says when a code is
    sent, `code_lifetime` for how many seconds it is good, `remember_days` for how long a browser is remembered.
    `temporary_password` is public like `password`; it has to be changed.
    """

    levels: tuple[Level, ...] = ()
    amr: tuple[Method, ...] = ()
    amr_second_step: tuple[Method, ...] = ()
    mail_code: Literal["new browser", "always", "never"] = "new browser"
    code_lifetime: int = Field(600, ge=30)
    remember_days: int = Field(183, ge=1, le=400)
    temporary_password: str | None = Field(None, min_length=1)


class PluginSettings(Settings):
    """A fake without a class: what `identity_providers.plugin.Plugin` says of one, as a table."""

    title: str = Field(min_length=1)
    level: Level = "eidas1"
    amr: tuple[str, ...] = ("pwd",)
    hint: str = Field(min_length=1)
    identifier: Identifier = "login"

    def plugin(self, slug: str) -> Described:
        """The plugin that the table describes."""
        return Described(slug, self.title, self.level, self.amr, self.hint, self.identifier)


class ProviderSettings(Settings):
    """One fake. Lifetimes and pauses in seconds.

    `password` is public: it is printed on the login page (GR-09). After `failures_per_account` refusals for one identifier,
    or `failures_per_address` from one network address, within `pause`, no attempt is examined for another `pause`.
    `mode` is how a login is done unless the person chooses the other mode for hers.
    Of a fake beyond the six, `offset` is its port counted from the base port, and `plugin` describes it when no class does.
    """

    mode: Mode = "seed"
    levels: tuple[Level, ...] = Field(min_length=1)
    password: str = Field("123", min_length=1)
    login_lifetime: int = Field(600, ge=30)
    code_lifetime: int = Field(30, ge=5)
    token_lifetime: int = Field(60, ge=5)
    failures_per_account: int = Field(10, ge=1, le=50)
    failures_per_address: int = Field(60, ge=1, le=500)
    pause: int = Field(30, ge=1, le=900)
    offset: int | None = Field(None, ge=50, le=99)
    client: HubSettings
    realistic: RealisticSettings = RealisticSettings()
    plugin: PluginSettings | None = None


def load_settings(config: Path) -> dict[str, ProviderSettings]:
    """Every fake's table by slug. Raises `SettingsError`."""
    return load_all(ProviderSettings, config / "identity_providers")


def unreachable(plugin: Plugin, settings: ProviderSettings) -> None:
    """Raise `SettingsError` when *settings* promise a level or a mode that *plugin* does not have."""
    where = f"identity_providers, [{plugin.slug}"
    if settings.mode == "realistic" and realistic_of(plugin) is None:
        raise SettingsError(f"{where}], key 'mode': {plugin.title} has the mode 'seed' only; write that")
    for level in settings.realistic.levels:
        if level not in settings.levels:
            raise SettingsError(f"{where}.realistic], key 'levels': {level} is not among those of [{plugin.slug}]; remove it")
    for level in settings.levels:
        if LEVELS.index(level) > LEVELS.index(plugin.level):
            raise SettingsError(
                f"{where}], key 'levels': {level} is above {plugin.level}, the highest level "
                f"of {plugin.title}; remove it"
            )
