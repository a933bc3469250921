"""One application's web server: its own sockets, its own loop in its own thread, its own worker threads.

Nothing is shared on purpose. moncompteformation calls the hub and the hub calls a provider while both hold a worker of
their own; with one pool for all, enough logins at once would wait for each other for ever.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any

from waitress import wasyncore  # type: ignore[import-untyped]  # waitress ships no types
from waitress.server import TcpWSGIServer, create_server  # type: ignore[import-untyped]  # the same

__all__ = ["MAX_HEADER", "WORKERS", "Listener"]

#: Worker threads of each application.
WORKERS = 8

#: Octets of a request's head.
MAX_HEADER = 65_536
_MAX_BODY = 1_048_576


class Listener:
    """Serves *application* on *sockets* from `start` to `stop`."""

    def __init__(self, slug: str, application: Any, sockets: Sequence[socket.socket], workers: int = WORKERS) -> None:
        self.slug = slug
        self._map: dict[int, Any] = {}
        self._server = create_server(
            application, map=self._map, sockets=list(sockets), threads=workers, ident=None, expose_tracebacks=False,
            max_request_header_size=MAX_HEADER, max_request_body_size=_MAX_BODY, asyncore_use_poll=True,
            clear_untrusted_proxy_headers=True, log_socket_errors=False, connection_limit=1000,
        )
        self._thread = threading.Thread(target=self._server.run, name=f"listen-{slug}", daemon=True)

    def start(self) -> None:
        """Answer from now on."""
        # A full queue is what a load test wants to see in its figures, not once per request on the terminal.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Take no more requests, finish the ones being served, and close every socket."""
        if not self._thread.is_alive():
            wasyncore.close_all(self._map, ignore_all=True)
            return
        servers = [each for each in list(self._map.values()) if isinstance(each, TcpWSGIServer)]
        self._in_the_loop(servers[0].trigger, lambda: [wasyncore.dispatcher.close(server) for server in servers])
        # While the workers finish, the loop still sends what they answer.
        self._server.task_dispatcher.shutdown(timeout=timeout)
        self._in_the_loop(servers[0].trigger, lambda: wasyncore.close_all(self._map, ignore_all=True))
        self._thread.join(timeout)

    def _in_the_loop(self, trigger: Any, work: Callable[[], object]) -> None:
        """Have the loop's own thread do *work*: nobody else may close what it polls."""
        written = threading.Event()

        def told() -> None:
            # The loop may wake for another reason, and must not close the pipe that is about to be written to.
            written.wait(1)
            work()

        trigger.pull_trigger(told)
        written.set()
