"""What a login at the dashboard lets it ask for a while: one account, and through which provider the person came."""

from __future__ import annotations

from dataclasses import dataclass

from doublure.journal import Thread

__all__ = ["AccountAccess"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAccess:
    """The account behind an account token; `idp` is the uid of the provider of that login, `thread` its journey."""

    account: str
    idp: str
    thread: Thread
