"""What a person may configure of accounts at the hub (`config/broker/accounts.toml`)."""

from __future__ import annotations

from pydantic import Field

from doublure.settings import Secret, Settings

__all__ = ["AccountSettings"]


class AccountSettings(Settings):
    """`key` names accounts, the same on every platform; `dashboard` is the client that may ask about them.

    `history_months` is how long a connection is remembered; `access_lifetime` (seconds) how long the dashboard may ask for a
    person who has logged in there.
    """

    key: Secret
    dashboard: str = "dashboard"
    history_months: int = Field(default=6, ge=1)
    access_lifetime: int = Field(default=1800, ge=1)
