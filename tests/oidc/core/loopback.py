"""A real HTTP server on this machine whose answers a test writes itself, octet by octet when it must."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))


@dataclass
class Said:
    """An answer; `headers` replace the usual ones of the same name."""

    body: bytes = b""
    status: int = 200
    media: str | None = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def octets(self) -> bytes:
        headers = {"Content-Length": str(len(self.body))}
        if self.media is not None:
            headers["Content-Type"] = self.media
        lines = [f"HTTP/1.1 {self.status} Said", *(f"{name}: {value}" for name, value in (headers | dict(self.headers)).items())]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


def said_json(document: Any, status: int = 200, media: str = "application/json") -> Said:
    return Said(json.dumps(document).encode(), status, media)


#: What a route gives: an answer, or a function that writes to the connection itself until it returns; then it is closed.
Route = Callable[[Seen], Said | Callable[[socket.socket], None]]


class Loopback:
    """Answers at `origin` with `routes` by path; keeps every request in `seen`; connections stay open as in life."""

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "localhost") -> None:
        self.routes: dict[str, Route] = {}
        self.seen: list[Seen] = []
        self.connections = 0
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.origin = f"{'https' if context else 'http'}://{host}:{self._listener.getsockname()[1]}"
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        # Closing a listener does not wake who waits on it; a last visitor does.
        with socket.create_connection(self._listener.getsockname()[:2], timeout=2):
            pass
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads:
            thread.join(timeout=10)
        self._listener.close()

    def paths(self, path: str) -> list[Seen]:
        """The requests for *path*."""
        return [seen for seen in self.seen if seen.target.partition("?")[0] == path]

    def wait(self, seconds: float) -> bool:
        """Wait, or return `True` at once when the server is closed: so that a slow answer never outlives its test."""
        return self._over.wait(seconds)

    def _start(self, work: Callable[..., None], *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            connection, _ = self._listener.accept()
            if self._over.is_set():
                connection.close()
                return
            self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(30)
        try:
            plain = connection if self._context is None else self._context.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()
            return
        self.connections += 1
        self._open.append(plain)
        with plain, plain.makefile("rb") as stream:
            try:
                while (seen := _read(stream)) is not None:
                    self.seen.append(seen)
                    route = self.routes.get(seen.target.partition("?")[0], lambda _: Said(status=404))
                    answer = route(seen)
                    if not isinstance(answer, Said):
                        answer(plain)
                        return
                    plain.sendall(answer.octets())
            except OSError:
                return


def _read(stream: Any) -> Seen | None:
    line = stream.readline().decode("latin-1").split()
    if len(line) != 3:
        return None
    headers: dict[str, str] = {}
    while (header := stream.readline().strip().decode("latin-1")) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    return Seen(line[0], line[1], headers, stream.read(int(headers.get("content-length", "0"))))
