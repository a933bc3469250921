"""How a key is written: hashed, so that a dump of a store holds no usable code, state or token."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from hashlib import sha256

from doublure.storage.errors import StorageUrlRefused
from doublure.storage.interface import Key, tag_of

__all__ = ["Place", "checked_prefix", "place_of", "written"]

#: Where a value lies in memory: the shelf's name and the SHA-256 of the identifier.
Place = tuple[str, bytes]

_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*")


def place_of(key: Key) -> Place:
    """The place of *key* in memory."""
    return key.shelf, sha256(key.identifier.encode()).digest()


def written(prefix: str, key: Key) -> str:
    """*key* as Redis sees it: prefix, `{hash of the tag}`, shelf, 128 bits of the SHA-256 of the identifier in base64url.

    Redis Cluster computes the slot from what stands between the first braces, so that a journey's keys share one.
    """
    tag = sha256(tag_of(key.identifier).encode()).hexdigest()[:16]
    digest = urlsafe_b64encode(sha256(key.identifier.encode()).digest()[:16]).rstrip(b"=").decode()
    return f"{prefix}{{{tag}}}{key.shelf}:{digest}"


def checked_prefix(prefix: str) -> str:
    """*prefix* when it cannot be mistaken for a pattern or a hash tag; raises `StorageUrlRefused` otherwise."""
    if not _PREFIX.fullmatch(prefix):
        raise StorageUrlRefused(f"“{prefix}” is not a prefix: letters, digits and . _ : - are possible.")
    return prefix
