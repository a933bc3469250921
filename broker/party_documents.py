"""What relying parties publish and the hub reads: signing keys (jwks_uri) and the list of a sector (Core §8.1)."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path

from doublure.clock import Clock, shared_time
from doublure.oidc.party_keys import PartyKeys, PartyKeysCache
from doublure.oidc.wire import Wire, WireError, origin_of

__all__ = ["PartyDocuments", "SectorUnavailable"]

#: Seconds a document is believed without asking again.
FRESH_S = 60
#: Sets of keys that are remembered; the oldest goes first.
MOST_SETS = 256


class SectorUnavailable(Exception):  # noqa: N818 - an outcome the rule turns into a refusal
    """The address did not answer 200."""


class PartyDocuments:
    """Fetched when first needed, kept for a minute. The registration has confined the addresses to the party's own origins.

    *internal* says where a public origin of ours is reached by a server; *authorities*, whom its certificate may be from.
    """

    def __init__(self, clock: Clock, internal: Mapping[str, str], authorities: Path | None = None) -> None:
        self._clock = shared_time(clock)
        self._internal = internal
        self._authorities = authorities
        self._keys: dict[str, PartyKeysCache] = {}
        self._lock = threading.Lock()
        self._wires: dict[str, Wire] = {}
        self._kept: dict[str, tuple[int, bytes]] = {}

    def party_keys(self, uri: str, *, again: bool = False) -> PartyKeys:
        """See `PartyKeysSource.party_keys`."""
        with self._lock:
            if uri not in self._keys:
                while len(self._keys) >= MOST_SETS:
                    self._keys.pop(next(iter(self._keys)))
                self._keys[uri] = PartyKeysCache(self._wire(uri), uri, self._clock)
            cache = self._keys[uri]
        return cache.get(again=again)

    def sector(self, uri: str) -> list[str] | None:
        """The redirect URIs listed at *uri*, `None` when the document is no list of strings. Raises `SectorUnavailable`."""
        try:
            document = json.loads(self._fetch(uri))
        except ValueError:
            return None
        if not isinstance(document, list) or not all(isinstance(item, str) for item in document):
            return None
        return document

    def _fetch(self, uri: str) -> bytes:
        now = self._clock.now()
        with self._lock:
            kept = self._kept.get(uri)
            wire = self._wire(uri)
        if kept is not None and 0 <= now - kept[0] < FRESH_S:
            return kept[1]
        try:
            reply = wire.get(uri, {"Accept": "application/json"})
        except WireError as fault:
            raise SectorUnavailable(fault.kind) from fault
        if reply.status != 200:
            raise SectorUnavailable(f"status {reply.status}")
        with self._lock:
            self._kept[uri] = (now, reply.body)
        return reply.body

    def _wire(self, uri: str) -> Wire:
        origin = origin_of(uri)
        return self._wires.setdefault(origin, Wire({origin: self._internal.get(origin, origin)}, ca_file=self._authorities))
