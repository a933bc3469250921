"""An issuer's keys as every one of its processes sees them: a step that a person took applies within a second.

The control store carries the steps, never a key: the process that meets a step first makes the new keys in the state folder,
which the processes of one issuer share, and the others read them there. Signing asks for new steps at most once a second
(`PAUSE_MS`, on the injected clock), so that the hot path costs no read; the published set is always fresh.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from doublure.clock import Clock, shared_time
from doublure.log import Log
from doublure.oidc.key_file import Kept, KeyFileUnreadable, change, load_or_create
from doublure.oidc.key_ring import KeyRing
from doublure.oidc.key_steps import MOST_STEPS, TakenStep, report, steps_in, taken
from doublure.oidc.public_keys import PublicKeys
from doublure.oidc.rotation import StepRefused, rotated
from doublure.oidc.signer import Signer
from doublure.storage.control import ControlStore
from doublure.storage.errors import StorageError

__all__ = ["PAUSE_MS", "RotatingKeys"]

#: How long a process may go on signing with the keys it knows.
PAUSE_MS = 1000


class RotatingKeys:
    """The keys kept at *path* for *algorithms*, which follow the steps of the issuer *name*. Raises `KeyFileUnreadable`."""

    def __init__(self, path: Path, algorithms: Sequence[str], *, name: str, control: ControlStore, clock: Clock) -> None:
        self._path = path
        self._name = name
        self._control = control
        self._clock = shared_time(clock)
        self._lock = threading.Lock()
        self._ring = load_or_create(path, algorithms)
        self._raw: bytes | None = None
        self._asked_at: int | None = None

    def signer(self, alg: str) -> Signer:
        """See `KeyRing.signer`."""
        return self._recent().signer(alg)

    def verifying(self) -> PublicKeys:
        """See `KeyRing.verifying`."""
        return self._recent().verifying()

    def algorithms(self) -> tuple[str, ...]:
        """See `KeyRing.algorithms`."""
        return self._ring.algorithms()

    def fresh(self) -> KeyRing:
        """The keys after every step taken so far; tells the control store which they are."""
        # Without the store what is known is published: the steps it holds can wait, those who verify cannot.
        with self._lock, contextlib.suppress(StorageError):
            self._ask()
            report(self._control, self._name, self._ring)
        return self._ring

    def _recent(self) -> KeyRing:
        if not self._asked_recently():
            # Whoever comes while another one asks waits for the answer: what is known may be of long ago, and retired by now.
            with self._lock:
                if not self._asked_recently():
                    # Without the store this request fails soon enough, and by its own sentence; the keys are not the reason.
                    with contextlib.suppress(StorageError):
                        self._ask()
        return self._ring

    def _asked_recently(self) -> bool:
        # A clock that was set back makes nothing recent for ever.
        return self._asked_at is not None and 0 <= self._clock.now_ms() - self._asked_at < PAUSE_MS

    def _ask(self) -> None:
        try:
            self._learn()
        finally:
            # Without an answer too: a store that gives none is not waited for at every signature.
            self._asked_at = self._clock.now_ms()

    def _learn(self) -> None:
        raw = taken(self._control, self._name)
        if raw == self._raw:
            return
        try:
            self._ring = change(self._path, partial(_after, steps_in(raw))).ring
        except (KeyFileUnreadable, OSError) as fault:
            # Never other keys in their place: those in hand serve on, and the step is taken once the file can be used again.
            Log().error("keys", issuer=self._name, problem=str(fault))
        else:
            self._raw = raw


def _after(steps: Sequence[TakenStep], kept: Kept) -> Kept:
    """*kept* after those of *steps* that it has not been through."""
    missing = [step for step in steps if step.id not in kept.applied]
    ring = kept.ring
    for step in missing:
        # Two people took the same step at once: once is enough.
        with contextlib.suppress(StepRefused):
            ring = rotated(ring, step.step)
    return Kept(ring, (*kept.applied, *(step.id for step in missing))[-MOST_STEPS:]) if missing else kept
