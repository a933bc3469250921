"""Randomness, injected: one source for everything unguessable, replaceable by a repeatable one."""

from __future__ import annotations

import base64
import random
import secrets
import threading
from abc import ABC, abstractmethod
from typing import Protocol
from uuid import UUID

__all__ = ["Randomness", "SeededRandomness", "SystemRandomness"]


class Randomness(Protocol):
    """Where unguessable values come from."""

    def octets(self, count: int) -> bytes:
        """*count* random bytes."""
        ...

    def token(self, length: int = 43) -> str:
        """*length* URL-safe characters, 6 bits each (43 carry 256 bits)."""
        ...

    def hex(self, length: int = 64) -> str:
        """*length* lower-case hexadecimal characters, 4 bits each."""
        ...

    def uuid(self) -> str:
        """A random UUID (RFC 9562 §5.4)."""
        ...


class _Written(ABC):
    """The two ways of writing random bytes, shared by both sources."""

    @abstractmethod
    def octets(self, count: int) -> bytes:
        """*count* random bytes."""

    def token(self, length: int = 43) -> str:
        """*length* URL-safe characters."""
        return base64.urlsafe_b64encode(self.octets((length * 3 + 3) // 4)).decode()[:length]

    def hex(self, length: int = 64) -> str:
        """*length* hexadecimal characters."""
        return self.octets((length + 1) // 2).hex()[:length]

    def uuid(self) -> str:
        """A random UUID."""
        return str(UUID(bytes=self.octets(16), version=4))


class SystemRandomness(_Written):
    """The operating system's generator: the only one fit for anything but a repeatable run."""

    def octets(self, count: int) -> bytes:
        """*count* unguessable bytes."""
        return secrets.token_bytes(count)


class SeededRandomness(_Written):
    """The same values in every run with the same *seed* (`--seed N`). Guessable: for repeatable runs on loopback only."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose, see the class
        self._lock = threading.Lock()

    def octets(self, count: int) -> bytes:
        """*count* repeatable bytes."""
        with self._lock:
            return self._random.randbytes(count)
