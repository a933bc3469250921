"""Where codes, access tokens and revocations of one issuer are kept, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from doublure.clock import Clock
from doublure.oidc.provider.grant import AccessGrant, Grant, RefreshGrant
from doublure.storage.interface import Store
from doublure.storage.shelf import Shelf

__all__ = ["Shelves"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """`codes`, `access` and `refresh` by code or token; `spent` marks codes and refresh tokens, `revoked` journeys by tag."""

    codes: Shelf[Grant]
    spent: Shelf[bool]
    access: Shelf[AccessGrant]
    refresh: Shelf[RefreshGrant]
    revoked: Shelf[bool]

    @classmethod
    def of(cls, store: Store, prefix: str, *, code_s: int, access_token_s: int, refresh_s: int = 0) -> Shelves:
        """The shelves in *store*, their names beginning with *prefix*. What guards a token lasts as long as the token."""
        return cls(
            codes=Shelf(store, f"{prefix}code", Grant, code_s + access_token_s),
            spent=Shelf(store, f"{prefix}spent", bool, code_s + 2 * access_token_s),
            access=Shelf(store, f"{prefix}access", AccessGrant, 2 * access_token_s),
            refresh=Shelf(store, f"{prefix}refresh", RefreshGrant, refresh_s),
            revoked=Shelf(store, f"{prefix}revoked", bool, code_s + 2 * access_token_s + refresh_s),
        )

    def at(self, clock: Clock) -> Shelves:
        """The same shelves seen by *clock*."""
        return Shelves(codes=self.codes.at(clock), spent=self.spent.at(clock), access=self.access.at(clock),
                       refresh=self.refresh.at(clock), revoked=self.revoked.at(clock))

    def apart(self, name: str) -> Shelves:
        """Shelves of their own under *name*."""
        return Shelves(codes=self.codes.apart(name), spent=self.spent.apart(name), access=self.access.apart(name),
                       refresh=self.refresh.apart(name), revoked=self.revoked.apart(name))
