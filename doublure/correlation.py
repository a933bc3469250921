"""How a journey keeps its trace across houses without adding anything to the front channel.

Whoever sends an authorization request records which thread its `state` belongs to; the house that receives the request looks
it up by the `state` it got. Calls on the back channel carry `traceparent` (W3C Trace Context §3.2).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from doublure.journal import Thread
from doublure.randomness import Randomness
from doublure.storage.interface import Get, Put, Result, Store
from doublure.storage.shelf import Shelf

__all__ = ["Correlation", "fingerprint", "new_thread", "thread_from", "traceparent"]

_TRACEPARENT = re.compile(r"(?!ff)(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<parent>[0-9a-f]{16})"
                          r"-[0-9a-f]{2}(?P<rest>-.*)?")
_TRACE = re.compile(r"[0-9a-f]{32}")


class Correlation:
    """Threads by the `state` of an authorization request, and by the tag that every identifier of a journey begins with, kept
    *lifetime_s* seconds. *store* is the one that all houses share.

    The store hashes identifiers, so that a `state` is never written; kept as it is here, it also keeps its journey's slot.
    """

    def __init__(self, store: Store, lifetime_s: int = 1800) -> None:
        self._shelf = Shelf(store, "correlation", Thread, lifetime_s, lean=True)

    def record(self, state: str, thread: Thread) -> None:
        """Remember that *state* belongs to *thread*."""
        self._shelf.put(state, thread)

    def find(self, state: str) -> Thread | None:
        """The thread of *state*, or `None` when nobody here sent it."""
        return self._shelf.get(state)

    def first(self, names: Sequence[str]) -> Thread | None:
        """The thread of the first of *names*, states or tags of journeys, that has one; they are read together."""
        results = self._shelf.store.batch(*(self._shelf.getting(name) for name in names)) if names else ()
        return next((thread for thread in map(self._shelf.read, results) if thread is not None), None)

    def recording(self, state: str, thread: Thread) -> Put:
        """`record` as an operation of a batch."""
        return self._shelf.putting(state, thread)

    def finding(self, state: str) -> Get:
        """`find` as an operation of a batch; its result is for `read`."""
        return self._shelf.getting(state)

    def read(self, result: Result) -> Thread | None:
        """The thread in the *result* of `finding`."""
        return self._shelf.read(result)


def new_thread(randomness: Randomness, client: str | None = None) -> Thread:
    """A thread with a trace id of its own, 32 hexadecimal characters, never all zeros; *client* begins the journey."""
    trace = randomness.hex(32)
    return Thread(trace=trace if trace.strip("0") else "1".zfill(32), client=client)


def traceparent(thread: Thread) -> str:
    """The header `traceparent` of a call that belongs to *thread*. Raises `ValueError` when its trace is not 32 hex characters.

    The parent id is derived from the trace: nothing here distinguishes the spans of one journey.
    """
    if not _TRACE.fullmatch(thread.trace):
        raise ValueError(f"A trace id is 32 lower-case hexadecimal characters, not {len(thread.trace)} of another kind.")
    return f"00-{thread.trace}-{sha256(thread.trace.encode()).hexdigest()[:16]}-01"


def thread_from(traceparent: str | None) -> Thread | None:
    """The thread a `traceparent` header names, or `None`: a missing or malformed one means to start anew (§4.3)."""
    matched = _TRACEPARENT.fullmatch((traceparent or "").strip())
    if matched is None or not matched["trace"].strip("0") or not matched["parent"].strip("0"):
        return None
    if matched["version"] == "00" and matched["rest"]:
        return None
    return Thread(trace=matched["trace"])


def fingerprint(value: str) -> str:
    """By which a value that is not shown is recognised when it comes again: 32 bits of its SHA-256."""
    return sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:8]
