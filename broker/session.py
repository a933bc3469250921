"""What the hub knows of a browser: its current journey, and the login that may answer for the person again (contract §1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from broker.pivot import PivotIdentity
from doublure.randomness import Randomness

__all__ = ["SESSION_LENGTH", "Login", "Session", "new_session_id"]

#: Length of a session identifier, the value of the cookie `fc_session_id`.
SESSION_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A finished login: what single sign-on reuses, and what the logout needs."""

    idp: str
    pivot: PivotIdentity
    identity: Mapping[str, Any]
    acr: str
    auth_time: int
    id_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser's session. `browsing` (a UUID) outlives the renewals of the identifier and appears in notification mails; `began`
    is in seconds since the epoch.

    Where a platform remembers agreement: `agreed` by client, and the `grants` that end with the session.
    """

    browsing: str
    began: int = 0
    journey: str | None = None
    login: Login | None = None
    notified: tuple[str, ...] = ()
    agreed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    grants: tuple[str, ...] = ()

    def walking(self, uid: str | None) -> Session:
        """The same browser, now in the journey *uid*."""
        return replace(self, journey=uid)


def new_session_id(randomness: Randomness, tag: str) -> str:
    """A fresh identifier of 64 URL-safe characters: the tag of the journey that begins it, then 288 random bits."""
    return tag + randomness.token(SESSION_LENGTH - len(tag))
