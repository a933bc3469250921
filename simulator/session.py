"""`doublure up` from the first socket to the last file."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

from doublure.settling import starting
from simulator.launcher import Plan, Running, launch

__all__ = ["serve"]


def serve(plan: Plan, say: Callable[[Running], None]) -> None:
    """Start, call *say*, answer until interrupted, put everything away. Raises what `launch` raises."""
    with starting():
        running = launch(plan)
    try:
        say(running)
        threading.Event().wait()
    finally:
        # A second Ctrl-C while putting things away would leave half of them behind.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        running.stop()
