"""What a person may configure of moncompteformation (`config/service_provider/moncompteformation.toml`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from doublure.settings import Secret, load
from service_provider.registered import Registered
from service_provider.rules.eligibility import AgeFromNir
from service_provider.rules.passwords import Profile

__all__ = ["SLUG", "ServiceSettings", "load_settings"]

#: The application's slug: its place in the address book, the beginning of its cookies.
SLUG = "moncompteformation"


class ServiceSettings(Registered):
    """See the file for what each key means. Lifetimes are in seconds; `{slug}` in an address is an application's origin."""

    secret_key: Secret

    profile: Profile = "2020"
    refuse_guessable_passwords: bool = True
    allow_unknown_nir: bool = False
    allow_provisional_nir: bool = False
    age_from_nir: AgeFromNir = "lenient"
    duplicate_policy: Literal["neutral", "explicit"] = "neutral"
    short_registration_after_franceconnect: bool = False
    shared_email_after_franceconnect: bool = False
    reconciliation_lab: bool = False

    session_lifetime: int = Field(default=1800, ge=1)
    confirmation_lifetime: int = Field(default=86400, ge=1)
    code_lifetime: int = Field(default=600, ge=1)
    reset_lifetime: int = Field(default=1800, ge=1)

    failures_before_delay: int = Field(default=5, ge=1)
    failures_before_lock: int = Field(default=10, ge=1)
    lock_lifetime: int = Field(default=900, ge=1)
    failures_per_address: int = Field(default=50, ge=1)
    password_hashing: Literal["standard", "cheapest"] = "standard"

    @property
    def confirmation(self) -> Literal["link", "code"]:
        """What the letter of a registration carries (AMB-18)."""
        return "code" if self.profile == "2025" else "link"


def load_settings(config: Path) -> ServiceSettings:
    """The settings in the folder *config*. Raises `SettingsError`."""
    return load(ServiceSettings, config / "service_provider" / f"{SLUG}.toml", table=SLUG)
