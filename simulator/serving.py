"""Which kind of listener serves the applications: plain, or under the local authority."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from simulator.listener import Listener

if TYPE_CHECKING:
    from simulator.authority import Authority

__all__ = ["Serves", "listener_for"]


class Serves(Protocol):
    """A listener, over http or https."""

    def start(self) -> None:
        """Answer from now on."""
        ...

    def stop(self) -> None:
        """Take no more requests, and finish those being served."""
        ...


def listener_for(authority: Authority | None, origins: Iterable[str]) -> Callable[[str, Any, Sequence[Any]], Serves]:
    """What serves the applications called *origins*: over https with an *authority*, over http without."""
    if authority is None:
        return Listener
    # Imported here: whoever does not ask for TLS does not wait for it.
    from simulator.secure_listener import SecureListener
    from simulator.server_certificate import server_context

    hosts = {"localhost", "127.0.0.1", "::1", *(urlsplit(origin).hostname or "" for origin in origins)}
    return partial(SecureListener, context=server_context(authority, hosts))
