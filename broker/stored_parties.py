"""Registrations as the control store holds them: read once per request, parsed once per change."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from broker.parties import IdentityProvider, RelyingParty

__all__ = ["Parsed", "Reads", "Remembering"]

P = TypeVar("P", RelyingParty, IdentityProvider)


class Parsed(Generic[P]):
    """The last reading of each stored document: a document is parsed again only when its bytes have changed."""

    def __init__(self, read: Callable[[Mapping[str, Any]], P]) -> None:
        self._read: Callable[[Mapping[str, Any]], P] = read
        self._known: dict[str, tuple[bytes, P]] = {}

    def of(self, key: str, raw: bytes) -> P:
        """The party that *raw*, the document kept under *key*, describes."""
        known = self._known.get(key)
        if known and known[0] == raw:
            return known[1]
        party = self._read(json.loads(raw))
        self._known[key] = (raw, party)
        return party


class Reads(Protocol):
    """The two reading verbs of the control store."""

    def get(self, table: str, key: str) -> bytes | None:
        """One document."""
        ...

    def all(self, table: str) -> dict[str, bytes]:
        """Every document of *table*, by key."""
        ...


class Remembering:
    """A control store whose answers stay the same for the length of one request."""

    def __init__(self, control: Reads) -> None:
        self._control = control
        self._got: dict[tuple[str, str], bytes | None] = {}
        self._listed: dict[str, dict[str, bytes]] = {}

    def get(self, table: str, key: str) -> bytes | None:
        """One document, as it was when first asked for."""
        if table in self._listed:
            return self._listed[table].get(key)
        if (table, key) not in self._got:
            self._got[table, key] = self._control.get(table, key)
        return self._got[table, key]

    def all(self, table: str) -> dict[str, bytes]:
        """Every document of *table*, as they were when first asked for."""
        if table not in self._listed:
            self._listed[table] = self._control.all(table)
        return self._listed[table]
