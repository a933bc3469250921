"""One attempt to use one refresh token: each works once and is replaced (RFC 9700 §4.14.2).

A second use means that somebody else holds a copy; nobody can tell who was first, so the whole grant ends.
"""

from __future__ import annotations

from dataclasses import replace

from doublure.oidc.provider.grant import AccessGrant, RefreshGrant
from doublure.oidc.provider.grants import Grants, plausible
from doublure.storage.interface import tag_of

__all__ = ["Rotation", "find_refresh"]


def find_refresh(grants: Grants, token: str) -> RefreshGrant | None:
    """What *token* stands for, also when it is used up; `grant.revoked` says whether its grant was revoked. One flush."""
    if not plausible(token):
        return None
    shelves = grants.shelves
    kept, revoked = grants.store.batch(shelves.refresh.getting(token), shelves.revoked.getting(tag_of(token)))
    found = shelves.refresh.read(kept)
    return found and replace(found, grant=replace(found.grant, revoked=bool(shelves.revoked.read(revoked))))


class Rotation:
    """The use of *token*, behind which *kept* was found, in one token request."""

    def __init__(self, grants: Grants, token: str, kept: RefreshGrant) -> None:
        self.kept = kept
        self.access_token = grants.minted(tag_of(token))
        self.refresh_token = grants.minted(tag_of(token))
        self._grants = grants
        self._token = token
        self._first: bool | None = None

    def first(self, scope: tuple[str, ...]) -> bool:
        """Use the token up: `True` when nobody had. The new tokens then exist, the access token for *scope*; else all is over."""
        if self._first is None:
            self._first = self._spend(scope)
        return self._first

    def end(self) -> None:
        """Revoke the grant: somebody shows the token who cannot have it lawfully."""
        self._grants.revoke(self.kept.grant.id)

    def _spend(self, scope: tuple[str, ...]) -> bool:
        grants, grant = self._grants, self.kept.grant
        now, shelves = grants.clock.now(), grants.shelves
        access = AccessGrant(grant=replace(grant, scope=scope), issued_at=now, expires_at=now + grants.access_token_s)
        first = bool(grants.store.batch(
            shelves.spent.marking(self._token, grant.expires_at),
            shelves.access.putting(self.access_token, access, now + 2 * grants.access_token_s),
            shelves.refresh.putting(self.refresh_token, RefreshGrant(grant=grant, issued_at=now), grant.expires_at),
        )[0])
        if not first:
            grants.store.batch(grants.revoking(grant.id), shelves.access.dropping(self.access_token),
                               shelves.refresh.dropping(self.refresh_token))
        return first
