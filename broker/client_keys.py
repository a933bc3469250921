"""The hub's keys as a relying party of identity providers: what it signs with, and what they encrypt for (contract §5.3).

Made at the first need: most hubs never meet a provider that wants either.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from doublure.oidc.decryption_file import load_or_create_decryption
from doublure.oidc.encryption_keys import DecryptionKeys
from doublure.oidc.keys import KeyRing, load_or_create
from doublure.oidc.provider.documents import Prepared, prepared_set

__all__ = ["ClientKeys"]


class ClientKeys:
    """The keys kept in *folder* for the application *name*; those to decrypt with are of *kinds* (`EC`, `RSA`)."""

    def __init__(self, folder: Path, name: str, kinds: Sequence[str]) -> None:
        self._folder = folder
        self._name = name
        self._kinds = kinds

    @cached_property
    def signing(self) -> KeyRing:
        """What assertions are signed with (RFC 7523)."""
        return load_or_create(self._folder / f"{self._name}-client.json", ("ES256", "RS256"))

    @cached_property
    def opening(self) -> DecryptionKeys:
        """What opens tokens that a provider encrypted."""
        return load_or_create_decryption(self._folder / f"{self._name}-decryption.json", self._kinds)

    def published(self) -> Prepared:
        """Both, in one set."""
        return prepared_set({"keys": [*self.signing.public()["keys"], *self.opening.public()["keys"]]})
