"""Before anything is answered: what an application gets from a server's process, and what the garbage collector is told."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from doublure.journey_time import in_its_time
from doublure.ports import Ports

__all__ = ["for_a_server", "settle", "starting"]


def for_a_server(app: Flask, ports: Ports, client: str | None = None) -> Flask:
    """*app* as the only one of a server's process: in the time of each journey (see `in_its_time`), its memory settled."""
    app.wsgi_app = in_its_time(app.wsgi_app, ports, client)  # type: ignore[method-assign]  # Flask's own way
    settle()
    return app


@contextmanager
def starting() -> Iterator[None]:
    """Let a process start without looking for garbage where there is none, a tenth of the time; then `settle`."""
    gc.disable()
    try:
        yield
        settle()
    finally:
        gc.enable()


def settle() -> None:
    """Tell the garbage collector that what has been made by now stays.

    To be called once by a process that has started. Looking through all of it again would hold up every login that is under way,
    for a tenth of a second at a time.
    """
    gc.freeze()
