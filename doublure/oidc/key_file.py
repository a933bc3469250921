"""Where an issuer's keys are kept: a file of the state folder that only its owner reads (GR-13: no private key is shipped)."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from doublure.oidc.key_ring import KeyRing

__all__ = ["KeyFileUnreadable", "load_or_create"]


class KeyFileUnreadable(ValueError):  # noqa: N818 - said of the file
    """A key file that does not hold keys; the message names it and says what to do."""


def load_or_create(path: Path, algorithms: Sequence[str]) -> KeyRing:
    """The keys kept at *path*, made there at the first start; keys for algorithms added since are added.

    The file appears whole or not at all, and two processes that start at once end up with the same keys.
    Raises `KeyFileUnreadable` rather than replace keys that somebody may still need.
    """
    ring = _read(path)
    if ring is None:
        _write(path, KeyRing.generate(algorithms), new=True)
        ring = _read(path) or _unreadable(path)
    missing = [alg for alg in algorithms if alg not in ring.algorithms()]
    if missing:
        for alg in missing:
            ring = ring.announced(alg)
        _write(path, ring, new=False)
    return ring


def _read(path: Path) -> KeyRing | None:
    try:
        return KeyRing.from_private(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except ValueError as fault:
        raise _unreadable_because(path, str(fault)) from fault


def _write(path: Path, ring: KeyRing, *, new: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # `mkstemp` makes a file that nobody else can read.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(ring.private(), file)
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


def _unreadable(path: Path) -> KeyRing:
    raise _unreadable_because(path, "it vanished while it was read")


def _unreadable_because(path: Path, reason: str) -> KeyFileUnreadable:
    return KeyFileUnreadable(f"{path} does not hold signing keys ({reason}); remove it, and new ones are made at the next start")
