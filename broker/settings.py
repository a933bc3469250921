"""The hub's configuration: platforms, what scopes release, the parties and accounts (files of `config/broker/`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broker.accounts.settings import AccountSettings
from broker.parties import IdentityProvider, RelyingParty
from broker.parties.data_provider import DataProvider
from broker.platforms import Platform
from broker.release import DataScopes, Release
from doublure.addresses import AddressBook
from doublure.settings import load, load_all

__all__ = ["BrokerSettings", "load_settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerSettings:
    """Everything the hub reads from `config/broker/`. `identity_providers` are in file order."""

    platforms: Mapping[str, Platform]
    releases: Mapping[str, Release]
    relying_parties: tuple[RelyingParty, ...]
    identity_providers: tuple[IdentityProvider, ...]
    data_providers: tuple[DataProvider, ...]
    accounts: AccountSettings


def load_settings(config: Path, addresses: AddressBook) -> BrokerSettings:
    """Read and check the kinds of file below *config*`/broker`. Raises `SettingsError` naming file, table and key."""
    folder = config / "broker"

    def named(table: Mapping[str, Any]) -> Mapping[str, Any]:
        resolved: Mapping[str, Any] = _resolved(table, addresses)
        return resolved

    platforms = load_all(Platform, folder / "platforms")
    data = load(DataScopes, folder / "data_scopes.toml")
    return BrokerSettings(
        platforms=platforms,
        releases={slug: load(Release, folder / platform.scopes).model_copy(
            update={"data_provider": data.of(platform.data_scopes)}) for slug, platform in platforms.items()},
        relying_parties=tuple(load_all(RelyingParty, folder / "relying_parties", prepare=named).values()),
        identity_providers=tuple(load_all(IdentityProvider, folder / "identity_providers", prepare=named).values()),
        data_providers=tuple(load_all(DataProvider, folder / "data_providers", prepare=named).values()),
        accounts=load(AccountSettings, folder / "accounts.toml", table="accounts"),
    )


def _resolved(value: Any, addresses: AddressBook) -> Any:
    """*value* with every `{application}` replaced by that application's public origin, at any depth."""
    if isinstance(value, str):
        return addresses.resolve(value)
    if isinstance(value, Mapping):
        return {key: _resolved(item, addresses) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, addresses) for item in value]
    return value
