"""Connections of the back channel to one place, through libcurl: kept open, used again, one call at a time on each.

libcurl bounds a whole call in time and a body in size, follows nothing and speaks HTTP/1.1 alone. No proxy of the environment, no
cookie, no cache (docs/decisions/0018-libcurl-for-the-back-channel.md).
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import pycurl

from doublure.oidc.coming import Coming
from doublure.oidc.curl_handle import handle, kind_of
from doublure.oidc.reply import TooLarge

__all__ = ["Lines", "NoAnswer"]

#: Connections that wait for their next call.
_IDLE = 16
_UNFIT = re.compile(r"[\x00-\x1f\x7f]")


class NoAnswer(Exception):  # noqa: N818 - said of the other side
    """Nothing to believe came; `kind` is one of those of `WireError`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Lines:
    """Connections to *reached* (an origin) on behalf of the public name *host*; *trusted* are certificates in PEM."""

    def __init__(self, reached: str, host: str, timeout_s: float, max_bytes: int, trusted: bytes = b"") -> None:
        parts = urlsplit(reached)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self._base = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        # The name in the address decides whose certificate is believed; where to connect is said apart.
        self._place = [f"::{f'[{parts.hostname}]' if ':' in (parts.hostname or '') else parts.hostname}:{port}"]
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._trusted = trusted
        self._lock = threading.Lock()
        self._idle: list[pycurl.Curl] = []
        self._closed = False

    def ask(self, target: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of the answer to POST with a *body*, to GET without; *target* is a path with its query.

        A body is never sent twice: what it carries may be usable once. Raises `NoAnswer`, `TooLarge`.
        """
        written = _written(headers)
        line = self._take()
        try:
            coming = Coming(self._max_bytes)
            # Sent as it is: libcurl would write an address that it takes apart in a form of its own.
            line.setopt(pycurl.REQUEST_TARGET, target)
            line.setopt(pycurl.HTTPHEADER, written)
            line.setopt(pycurl.HEADERFUNCTION, coming.header)
            line.setopt(pycurl.WRITEFUNCTION, coming.content)
            if body is None:
                line.setopt(pycurl.HTTPGET, 1)
            else:
                # Read from a stream that cannot be rewound, it cannot be sent again on another connection either.
                line.setopt(pycurl.POST, 1)
                line.setopt(pycurl.POSTFIELDSIZE, len(body))
                line.setopt(pycurl.READFUNCTION, io.BytesIO(body).read)
            self._perform(line, coming)
            status = line.getinfo(pycurl.RESPONSE_CODE)
        except BaseException:
            line.close()
            raise
        self._give_back(line)
        return int(status), coming.named(), b"".join(coming.body)

    def close(self) -> None:
        """Close every connection that nobody uses, and the others after their call."""
        with self._lock:
            idle, self._idle, self._closed = self._idle, [], True
        for line in idle:
            line.close()

    def _perform(self, line: pycurl.Curl, coming: Coming) -> None:
        try:
            line.perform()
        except pycurl.error as fault:
            number = int(fault.args[0])
            if number == pycurl.E_FILESIZE_EXCEEDED or coming.size > self._max_bytes:
                raise TooLarge(f"more than {self._max_bytes} octets") from None
            raise NoAnswer(kind_of(number)) from None

    def _take(self) -> pycurl.Curl:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return handle(self._base, self._place, self._timeout_s, self._max_bytes, self._trusted)

    def _give_back(self, line: pycurl.Curl) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(line)
                return
        line.close()


def _written(headers: Mapping[str, str]) -> list[bytes]:
    lines = []
    for name, value in headers.items():
        if _UNFIT.search(value):
            # An octet of control could begin another header (CWE-113).
            raise NoAnswer("broken")
        lines.append((f"{name}: {value}" if value else f"{name};").encode("latin-1"))
    return lines
