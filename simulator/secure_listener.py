"""The same as a `Listener`, over https: Uvicorn, since Waitress has no TLS (docs/decisions/0011-uvicorn-for-tls.md)."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Sequence
from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware
from uvicorn.protocols.http.h11_impl import H11Protocol

from simulator.listener import MAX_HEADER, WORKERS

__all__ = ["SecureListener"]


class _Protocol(H11Protocol):
    def shutdown(self) -> None:
        """Close an idle connection at once: a polite end of TLS waits for the client's, and a browser's pool sends none."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()


class SecureListener:
    """Serves *application* on *sockets* under *context* from `start` to `stop`, with a loop and worker threads of its own."""

    def __init__(self, slug: str, application: Any, sockets: Sequence[socket.socket], context: ssl.SSLContext,
                 workers: int = WORKERS) -> None:
        self.slug = slug
        self._sockets = list(sockets)
        self._workers = WSGIMiddleware(application, workers=workers)
        self._server = uvicorn.Server(uvicorn.Config(
            self._workers, http=_Protocol, ws="none", lifespan="off", loop="asyncio", log_config=None, access_log=False,
            # Nobody stands in front: a header never says who calls.
            proxy_headers=False, server_header=False, limit_concurrency=1000, h11_max_incomplete_event_size=MAX_HEADER,
            timeout_graceful_shutdown=5, ssl_context_factory=lambda *_: context,
        ))
        self._thread = threading.Thread(target=self._server.run, args=(self._sockets,), name=f"listen-{slug}", daemon=True)

    def start(self) -> None:
        """Answer from now on."""
        # It tells of every start, stop and malformed request.
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Take no more requests, finish the ones being served, and close every socket."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(timeout)
        for sock in self._sockets:
            sock.close()
        self._workers.executor.shutdown(wait=False, cancel_futures=True)
