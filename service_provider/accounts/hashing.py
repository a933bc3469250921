"""Password hashes, and as much work for an account that does not exist."""

from __future__ import annotations

import threading
from typing import Literal

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from service_provider.rules.passwords import normal_password

__all__ = ["Passwords"]

#: Fast and weak, for tests and for published passwords only; the hash is as long as a real one.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Passwords:
    """Hashes and checks passwords in the given cost: `standard` is RFC 9106's second recommendation (64 MiB)."""

    def __init__(self, cost: Literal["standard", "cheapest"]) -> None:
        self._hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY) if cost == "standard" else _CHEAP
        self._nobody: str | None = None
        self._lock = threading.Lock()

    def hash(self, password: str) -> str:
        """The hash to keep of *password*."""
        return self._hasher.hash(normal_password(password))

    def hash_of_published(self, password: str) -> str:
        """The hash of a *password* that everybody knows: cheap, so that a start does not wait for it."""
        return _CHEAP.hash(normal_password(password))

    def matches(self, kept: str | None, password: str) -> bool:
        """Whether *password* is the one of the *kept* hash; without one, the same work is done for nothing."""
        try:
            self._hasher.verify(kept or self._of_nobody(), normal_password(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether *kept* was made at another cost and should be replaced now that the password is at hand."""
        return self._hasher.check_needs_rehash(kept)

    def _of_nobody(self) -> str:
        with self._lock:
            if self._nobody is None:
                self._nobody = self._hasher.hash("")
        return self._nobody
