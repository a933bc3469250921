"""What a person may configure of the dashboard (`config/service_provider/dashboard.toml`)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from doublure.settings import Secret, load
from service_provider.registered import Registered

__all__ = ["SLUG", "DashboardSettings", "load_settings"]

#: The application's slug: its place in the address book, the beginning of its cookies.
SLUG = "dashboard"


class DashboardSettings(Registered):
    """See the file for what each key means. Lifetimes are in seconds; `{slug}` in an address is an application's origin."""

    accounts: str
    secret_key: Secret
    session_lifetime: int = Field(default=1800, ge=1)


def load_settings(config: Path) -> DashboardSettings:
    """The settings in the folder *config*. Raises `SettingsError`."""
    return load(DashboardSettings, config / "service_provider" / f"{SLUG}.toml", table=SLUG)
