"""`doublure up` from the first socket to the last file."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from doublure.randomness import SystemRandomness
from doublure.secret import Secret
from simulator.launcher import Plan, Running, launch
from simulator.logs import log_to_stderr

__all__ = ["console_token", "serve"]

_TOKEN = "DOUBLURE_CONTROL_TOKEN"


def serve(*, config: Path, state: Path, base_port: int, only: tuple[str, ...], store: str, keep: bool, seed: int | None,
          in_container: bool, say: Callable[[Running], None]) -> None:
    """Start, call *say*, answer until interrupted, put everything away. Raises what `launch` raises.

    In a container the console's token is `DOUBLURE_CONTROL_TOKEN`, or one made and written to the state folder.
    """
    plan = Plan(config=config, state=state, base_port=base_port, only=only, store=store, keep=keep, seed=seed,
                everywhere=in_container, token=console_token(state) if in_container else None)
    log_to_stderr()
    running = launch(plan)
    try:
        say(running)
        threading.Event().wait()
    finally:
        # A second Ctrl-C while putting things away would leave half of them behind.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        running.stop()


def console_token(state: Path) -> Secret:
    """What the console demands: `DOUBLURE_CONTROL_TOKEN`, or one made and written to the folder *state*."""
    given = os.environ.get(_TOKEN)
    if given:
        return Secret(given)
    state.mkdir(parents=True, exist_ok=True)
    made = SystemRandomness().token()
    path = state / "console-token"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(made)
    return Secret(made)
