"""Something of somebody else's that is fetched when first needed, kept for a while, and asked for again only so often."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from doublure.clock import Clock, shared_time

__all__ = ["LIFETIME_S", "PAUSE_S", "Fetched"]

T = TypeVar("T")

#: How long a copy is used without asking, in seconds (OpenID Connect Core §10.1.1 leaves it open; an hour is too long for a key).
LIFETIME_S = 600
#: The least time between two extra fetches, in seconds: a thousand tokens with invented key names are one request.
PAUSE_S = 30


class Fetched(Generic[T]):
    """The last good copy of what *fetch* brings; *failures* are the exceptions by which it says that it could not.

    Threads that need it at once wait for one fetch and share its outcome. A copy is used for *lifetime_s* seconds, and longer
    when no other can be had, unless it does not outlive a failure.
    """

    def __init__(self, fetch: Callable[[], T], clock: Clock, failures: tuple[type[Exception], ...], *,
                 lifetime_s: int = LIFETIME_S, outlives_failure: bool = True) -> None:
        self._fetch = fetch
        # A copy serves every journey, whatever the time of one of them.
        self._clock = shared_time(clock)
        self._failures = failures
        self._lifetime_s = lifetime_s
        self._outlives_failure = outlives_failure
        self._lock = threading.Lock()
        self._copy: T | None = None
        self._fetched_at = 0
        self._renewed_at: int | None = None
        self._attempts = 0
        self._failure: Exception | None = None

    def get(self) -> T:
        """The copy, fetched when there is none or it is old; an old one is better than none. Raises one of the failures."""
        copy = self._copy
        if copy is not None and self._within(self._fetched_at, self._lifetime_s):
            return copy
        seen = self._attempts
        with self._lock:
            if self._attempts == seen:
                self._try()
            return self._outcome()

    def renewed(self) -> T:
        """A copy fetched now, or the last one when the pause is not over. Raises one of the failures when there never was one."""
        seen = self._attempts
        with self._lock:
            if self._attempts == seen and not (self._renewed_at is not None and self._within(self._renewed_at, PAUSE_S)):
                self._renewed_at = self._clock.now()
                self._try()
            return self._outcome()

    def _try(self) -> None:
        self._failure = None
        try:
            self._copy = self._fetch()
            self._fetched_at = self._clock.now()
        except self._failures as failure:
            self._failure = failure
            if not self._outlives_failure:
                self._copy = None
            # The old copy serves on, and is not asked after again at every login.
            self._fetched_at = self._clock.now() - self._lifetime_s + PAUSE_S
        finally:
            # Counted at its end: whoever came while it was under way sees the count change, and shares the outcome.
            self._attempts += 1

    def _outcome(self) -> T:
        if self._copy is not None:
            return self._copy
        # Whoever waited for the fetch that failed has had its answer; a retry each would hold one thread after another.
        raise self._failure or LookupError("nothing was fetched")

    def _within(self, since: int, seconds: int) -> bool:
        # A clock that was set back makes nothing fresh for ever.
        return 0 <= self._clock.now() - since < seconds
