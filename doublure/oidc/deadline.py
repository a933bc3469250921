"""A deadline for a whole HTTP answer.

A socket's timeout bounds one silence, not a conversation: a server that sends one octet a second holds its caller for ever, in
the headers as well as in the body. Here every read gets what is left of the time, and nothing once it is used up.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

__all__ = ["DeadlinePool", "DeadlineTlsPool"]


class _BoundedReads(io.RawIOBase):
    """The octets of *sock*, read through *raw* until *deadline* (of the monotonic clock, which no setting of the time moves)."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
        self._raw = raw
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        """It is read, and nothing else."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Fill *buffer* with what has come. Raises `TimeoutError` after the deadline."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Give the socket back."""
        if not self.closed:
            self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    """An answer that must have come whole within the socket's timeout, counted from the moment the request was sent."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        allowed = sock.gettimeout()
        if allowed is not None:
            raw = self.fp.detach()
            self.fp = io.BufferedReader(_BoundedReads(raw, sock, time.monotonic() + allowed))


class _Connection(HTTPConnection):
    response_class = _Response


class _TlsConnection(HTTPSConnection):
    response_class = _Response


class DeadlinePool(HTTPConnectionPool):
    """Connections of one origin, each answer under a deadline."""

    ConnectionCls = _Connection


class DeadlineTlsPool(HTTPSConnectionPool):
    """The same over TLS."""

    ConnectionCls = _TlsConnection
