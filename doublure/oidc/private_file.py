"""A file of the state folder that only its owner reads: where private keys are kept (GR-13: none is shipped)."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["KeyFileUnreadable", "read_document", "unreadable", "write_document"]


class KeyFileUnreadable(ValueError):  # noqa: N818 - said of the file
    """A key file that does not hold keys; the message names it and says what to do."""


def read_document(path: Path) -> dict[str, Any] | None:
    """What is kept at *path*, `None` when there is nothing. Raises `KeyFileUnreadable`."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as fault:
        raise unreadable(path, str(fault)) from fault
    return document if isinstance(document, dict) else {}


def write_document(path: Path, document: Mapping[str, Any], *, new: bool) -> None:
    """Keep *document* at *path*; a *new* one stays out of the way of whoever was first. It appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # `mkstemp` makes a file that nobody else can read.
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(document, file)
        if new:
            _link(draft, path)
        else:
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def unreadable(path: Path, reason: str) -> KeyFileUnreadable:
    """What to say of *path* when it is no use."""
    return KeyFileUnreadable(f"{path} does not hold keys ({reason}); remove it, and new ones are made at the next start")


def _link(draft: Path, path: Path) -> None:
    """Put *draft* at *path* unless somebody was first: a link fails where a file exists, a rename would replace it."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:
        # A file system without links, such as a folder shared with a container.
        draft.replace(path)
