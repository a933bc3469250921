"""A token shown at an endpoint that takes both kinds: revocation and introspection (RFC 7009 §2.1, RFC 7662 §2.1)."""

from __future__ import annotations

from dataclasses import replace

from doublure.oidc.provider.grant import AccessGrant, RefreshGrant
from doublure.oidc.provider.grants import Grants, plausible
from doublure.storage.interface import tag_of

__all__ = ["find_either"]


def find_either(grants: Grants, token: str) -> AccessGrant | RefreshGrant | None:
    """What *token* stands for, whichever kind it is: the hint of its sender may be wrong and changes nothing. One flush.

    A refresh token that is used up stands for nothing any more.
    """
    if not plausible(token):
        return None
    shelves = grants.shelves
    access, refresh, spent, revoked = grants.store.batch(
        shelves.access.getting(token), shelves.refresh.getting(token), shelves.spent.getting(token),
        shelves.revoked.getting(tag_of(token)),
    )
    found: AccessGrant | RefreshGrant | None = shelves.access.read(access)
    if found is None and spent is None:
        found = shelves.refresh.read(refresh)
    return found and replace(found, grant=replace(found.grant, revoked=bool(shelves.revoked.read(revoked))))
