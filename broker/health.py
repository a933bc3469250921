"""Whether a provider answers, for the choice page: what was last learnt, never a wait.

Reading it costs nothing; when it is old, somebody else finds out meanwhile, and the next page knows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from broker.parties import IdentityProvider
from doublure.clock import Clock

__all__ = ["Health", "in_background"]

#: How long an observation is shown before it is made again, in seconds.
FRESH_S = 30
#: Observations under way at once: forty registered providers must not become forty threads.
_AT_ONCE = 4


class Health:
    """*probe* says whether a provider answers, within a deadline of its own; *start* has something done beside the request."""

    def __init__(self, probe: Callable[[IdentityProvider], bool], clock: Clock,
                 start: Callable[[Callable[[], None]], None]) -> None:
        self._probe = probe
        self._clock = clock
        self._start = start
        self._lock = threading.Lock()
        self._known: dict[str, tuple[IdentityProvider, bool, int]] = {}
        self._under_way: set[str] = set()

    def answers(self, provider: IdentityProvider) -> bool | None:
        """What is known of *provider*: `None` before the first observation, and of one that is not to be observed."""
        if not provider.health:
            return None
        known = self._known.get(provider.uid)
        # A registration that changed is another provider.
        current = known if known is not None and known[0] is provider else None
        if current is None or not 0 <= self._clock.now() - current[2] < FRESH_S:
            self._observe(provider)
        return None if current is None else current[1]

    def _observe(self, provider: IdentityProvider) -> None:
        with self._lock:
            if provider.uid in self._under_way or len(self._under_way) >= _AT_ONCE:
                return
            self._under_way.add(provider.uid)

        def observe() -> None:
            try:
                self._known[provider.uid] = (provider, self._probe(provider), self._clock.now())
            finally:
                with self._lock:
                    self._under_way.discard(provider.uid)

        self._start(observe)


def in_background(work: Callable[[], None]) -> None:
    """Have a thread of its own do *work*; it does not keep the process alive."""
    threading.Thread(target=work, name="provider-health", daemon=True).start()
