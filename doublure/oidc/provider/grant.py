"""What one login gave one client, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from doublure.journal import Thread

__all__ = ["AccessGrant", "Grant", "RefreshGrant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What one login gave one client. Times in seconds since the epoch.

    `id` begins with the journey's tag: a journey gives one grant. `code_expires_at` ends the code, `expires_at` the grant itself.
    `refreshable` says that a refresh token comes with the access token. `memo` is the house's own, JSON-ready and opaque here.
    `revoked` is how it was found, never how it is kept.
    """

    id: str
    client_id: str
    redirect_uri: str
    sub: str
    scope: tuple[str, ...]
    auth_time: int
    issued_at: int
    code_expires_at: int
    expires_at: int
    thread: Thread
    nonce: str | None = None
    acr: str | None = None
    amr: tuple[str, ...] = ()
    code_challenge: str | None = None
    refreshable: bool = False
    memo: dict[str, Any] = field(default_factory=dict)
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGrant:
    """What an access token reads: its grant, and when the token itself begins and ends."""

    grant: Grant
    issued_at: int
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshGrant:
    """What a refresh token stands for: its grant, which is also its end."""

    grant: Grant
    issued_at: int
