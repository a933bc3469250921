"""Where an issuer's keys are kept, and which steps of a rotation they have been through."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from doublure.oidc.key_ring import KeyRing
from doublure.oidc.private_file import KeyFileUnreadable, read_document, unreadable, write_document

__all__ = ["Kept", "KeyFileUnreadable", "change", "load_or_create"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a key file holds: the keys, and which steps of a rotation they have been through."""

    ring: KeyRing
    applied: tuple[str, ...] = ()


def load_or_create(path: Path, algorithms: Sequence[str]) -> KeyRing:
    """The keys kept at *path*, made there at the first start; keys for algorithms added since are added.

    The file appears whole or not at all, and two processes that start at once end up with the same keys.
    Raises `KeyFileUnreadable` rather than replace keys that somebody may still need.
    """
    kept = _read(path)
    if kept is None:
        _write(path, Kept(KeyRing.generate(algorithms)), new=True)
        kept = _read(path) or _vanished(path)
    missing = [alg for alg in algorithms if alg not in kept.ring.algorithms()]
    if missing:
        ring = kept.ring
        for alg in missing:
            ring = ring.announced(alg)
        kept = Kept(ring, kept.applied)
        _write(path, kept, new=False)
    return kept.ring


def change(path: Path, work: Callable[[Kept], Kept]) -> Kept:
    """What *work* makes of the keys kept at *path*, kept in their place; one process at a time (`flock` on the folder's lock).

    Raises `KeyFileUnreadable`.
    """
    with (path.parent / ".lock").open("ab") as lock:
        _hold(lock)
        kept = _read(path) or _vanished(path)
        changed = work(kept)
        if changed is not kept:
            _write(path, changed, new=False)
        return changed


def _hold(lock: IO[bytes]) -> None:
    # Windows has no such lock; there one process serves an issuer, and its threads have a lock of their own.
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX)


def _read(path: Path) -> Kept | None:
    document = read_document(path)
    if document is None:
        return None
    try:
        ring = KeyRing.from_private(document)
    except ValueError as fault:
        raise unreadable(path, str(fault)) from fault
    return Kept(ring, tuple(map(str, document.get("applied", ()))))


def _write(path: Path, kept: Kept, *, new: bool) -> None:
    write_document(path, {**kept.ring.private(), "applied": kept.applied}, new=new)


def _vanished(path: Path) -> Kept:
    raise unreadable(path, "it vanished while it was read")
