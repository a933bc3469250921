"""The tables of `broker.checks` as one platform applies them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from broker.answers import rows
from broker.checks import AUTHORIZE, CHECKTOKEN, INTROSPECTION, LOGOUT, REFRESH, REVOCATION, TOKEN, USERINFO
from doublure.oidc.provider.table import Row

__all__ = ["Tables", "tables"]


@dataclass(frozen=True, slots=True)
class Tables:
    """One platform's columns, made once at start."""

    authorize: tuple[Row[Any], ...]
    token: tuple[Row[Any], ...]
    userinfo: tuple[Row[Any], ...]
    logout: tuple[Row[Any], ...]
    revocation: tuple[Row[Any], ...]
    checktoken: tuple[Row[Any], ...]
    refresh: tuple[Row[Any], ...]
    introspection: tuple[Row[Any], ...]


def tables(column: str) -> Tables:
    """The columns called *column* (`franceconnect`, `plus` or `openid`)."""
    everything = (AUTHORIZE, TOKEN, USERINFO, LOGOUT, REVOCATION, CHECKTOKEN, REFRESH, INTROSPECTION)
    return Tables(*(rows(table, column) for table in everything))
