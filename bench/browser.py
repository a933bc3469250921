"""A browser for measuring: HTTP/1.1 over kept-open sockets, one cookie jar, no more than a login needs.

It costs about a tenth of a millisecond per request, so that what is measured is the servers. It checks what it gets: a login that
ends anywhere but at the relying party's last page raises `LoginFailed`, or an error path would look fast.
"""

from __future__ import annotations

import html
import re
import socket
from dataclasses import dataclass
from urllib.parse import quote_plus

__all__ = ["Browser", "LoginFailed", "Reply"]

_CHUNK = 65_536
_TIMEOUT_S = 20.0


class LoginFailed(AssertionError):  # noqa: N818 - a verdict
    """An answer that does not belong to a login that works."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, already read to its end."""

    status: int
    location: str
    body: bytes

    def expect(self, status: int) -> Reply:
        """This very answer when it has *status*."""
        if self.status != status:
            raise LoginFailed(f"{self.status} instead of {status}: {self.location[:200]} {self.body[:600]!r}")
        return self

    def find(self, pattern: re.Pattern[bytes]) -> str:
        """The first group of *pattern* in the body, unescaped."""
        found = pattern.search(self.body)
        if found is None:
            raise LoginFailed(f"no {pattern.pattern!r} in {self.body[:600]!r}")
        return html.unescape(found[1].decode())


class Browser:
    """One person's browser. Cookies ignore ports, as they do in life."""

    def __init__(self) -> None:
        self._sockets: dict[str, socket.socket] = {}
        self.cookies: dict[str, str] = {}

    def get(self, url: str, bearer: str = "") -> Reply:
        """GET *url*, redirects not followed; with an access token where a relying party is played."""
        return self._ask("GET", url, b"", f"Authorization: Bearer {bearer}" if bearer else "")

    def post(self, url: str, fields: dict[str, str]) -> Reply:
        """POST *fields* as a form."""
        return self._ask("POST", url, "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items()).encode())

    def forget(self) -> None:
        """A new person at the same computer: no cookies."""
        self.cookies.clear()

    def close(self) -> None:
        """Close every connection."""
        for connection in self._sockets.values():
            connection.close()
        self._sockets.clear()

    def _ask(self, method: str, url: str, body: bytes, more: str = "") -> Reply:
        host, _, path = url.partition("://")[2].partition("/")
        lines = [f"{method} /{path} HTTP/1.1", f"Host: {host}", "Accept: text/html", "Accept-Language: fr",
                 "User-Agent: Doublure-bench"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if more:
            lines.append(more)
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        message = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        try:
            return self._exchange(host, message)
        except ConnectionError:
            # The server closed an idle connection: a browser opens another one.
            self._sockets.pop(host).close()
            return self._exchange(host, message)

    def _exchange(self, host: str, message: bytes) -> Reply:
        connection = self._sockets.get(host)
        if connection is None:
            name, _, port = host.partition(":")
            address = "127.0.0.1" if name == "localhost" or name.endswith(".localhost") else name
            connection = self._sockets[host] = socket.create_connection((address, int(port or 80)), _TIMEOUT_S)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(message)
        buffer = b""
        while (end := buffer.find(b"\r\n\r\n")) < 0:
            buffer += self._more(connection)
        length, location, chunked = 0, "", False
        for line in buffer[:end].split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            match name.lower():
                case b"content-length":
                    length = int(value)
                case b"location":
                    location = value.strip().decode()
                case b"transfer-encoding":
                    chunked = True
                case b"set-cookie":
                    self._keep(value.strip().decode("latin-1"))
        status, body = int(buffer[9:12]), buffer[end + 4:]
        if chunked:
            body = self._chunks(connection, body)
        while len(body) < length:
            body += self._more(connection)
        return Reply(status, location, body)

    def _chunks(self, connection: socket.socket, rest: bytes) -> bytes:
        content = b""
        while True:
            while b"\r\n" not in rest:
                rest += self._more(connection)
            size, _, rest = rest.partition(b"\r\n")
            wanted = int(size, 16)
            while len(rest) < wanted + 2:
                rest += self._more(connection)
            content, rest = content + rest[:wanted], rest[wanted + 2:]
            if not wanted:
                return content

    def _more(self, connection: socket.socket) -> bytes:
        data = connection.recv(_CHUNK)
        if not data:
            raise ConnectionResetError
        return data

    def _keep(self, line: str) -> None:
        pair, _, attributes = line.partition(";")
        name, _, value = pair.partition("=")
        lowered = attributes.lower()
        if not value or "max-age=0" in lowered or "expires=thu, 01" in lowered:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
