"""Where an issuer's keys are kept: a file of the state folder that only its owner reads (GR-13: no private key is shipped)."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from doublure.oidc.key_ring import KeyRing

__all__ = ["Kept", "KeyFileUnreadable", "change", "load_or_create"]


class KeyFileUnreadable(ValueError):  # noqa: N818 - said of the file
    """A key file that does not hold keys; the message names it and says what to do."""


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
        kept = _read(path) or _unreadable(path)
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
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = _read(path) or _unreadable(path)
        changed = work(kept)
        if changed is not kept:
            _write(path, changed, new=False)
        return changed


def _read(path: Path) -> Kept | None:
    try:
        document = json.loads(path.read_text("utf-8"))
        ring = KeyRing.from_private(document)
    except FileNotFoundError:
        return None
    except ValueError as fault:
        raise _unreadable_because(path, str(fault)) from fault
    return Kept(ring, tuple(map(str, document.get("applied", ()))))


def _write(path: Path, kept: Kept, *, new: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # `mkstemp` makes a file that nobody else can read.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({**kept.ring.private(), "applied": kept.applied}, file)
        if new:
            _link(draft, path)
        else:
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _link(draft: Path, path: Path) -> None:
    """Put *draft* at *path* unless somebody was first: a link fails where a file exists, a rename would replace it."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without links, such as a folder shared with a container.
        draft.replace(path)


def _unreadable(path: Path) -> Kept:
    raise _unreadable_because(path, "it vanished while it was read")


def _unreadable_because(path: Path, reason: str) -> KeyFileUnreadable:
    return KeyFileUnreadable(f"{path} does not hold signing keys ({reason}); remove it, and new ones are made at the next start")
