"""Connections of the back channel to one place, through libcurl: kept open, used again, one call at a time on each.

libcurl bounds a whole call in time and a body in size, follows nothing and speaks HTTP/1.1 alone. No proxy of the environment, no
cookie, no cache (docs/decisions/0018-libcurl-for-the-back-channel.md).
"""

from __future__ import annotations

import io
import re
import ssl
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pycurl

from doublure.oidc.reply import TooLarge

__all__ = ["Lines", "NoAnswer", "authorities"]

#: Connections that wait for their next call.
_IDLE = 16
#: Header lines of an answer: nobody honest has more.
_MOST_HEADERS = 100
_HEADER_OCTETS = 65_536
_UNFIT = re.compile(r"[\x00-\x1f\x7f]")
_STATUS = re.compile(rb"HTTP/1\.[01] [1-9][0-9]{2}[ \r\n]")

_UNREACHABLE = frozenset({pycurl.E_COULDNT_RESOLVE_HOST, pycurl.E_COULDNT_CONNECT})
_TLS = frozenset({
    pycurl.E_SSL_CONNECT_ERROR, pycurl.E_PEER_FAILED_VERIFICATION, pycurl.E_SSL_CERTPROBLEM, pycurl.E_SSL_CIPHER,
    pycurl.E_SSL_CACERT_BADFILE, pycurl.E_SSL_ISSUER_ERROR, pycurl.E_SSL_INVALIDCERTSTATUS,
})


class NoAnswer(Exception):  # noqa: N818 - said of the other side
    """Nothing to believe came; `kind` is one of those of `WireError`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(slots=True)
class _Coming:
    """An answer while it comes. What its methods return is libcurl's: a number other than the length ends the call."""

    max_bytes: int
    headers: list[bytes] = field(default_factory=list)
    body: list[bytes] = field(default_factory=list)
    size: int = 0
    broken: bool = False

    def header(self, line: bytes) -> int:
        """One header line; a status line begins anew, since an interim answer came before (RFC 9110 §15.2)."""
        if line.startswith(b"HTTP/"):
            self.headers.clear()
            self.broken = _STATUS.match(line) is None
        elif line.strip():
            self.headers.append(line)
            self.broken = len(self.headers) > _MOST_HEADERS or len(line) > _HEADER_OCTETS
        return 0 if self.broken else len(line)

    def content(self, octets: bytes) -> int:
        """A piece of the body."""
        self.size += len(octets)
        if self.size > self.max_bytes:
            return 0
        self.body.append(octets)
        return len(octets)

    def named(self) -> dict[str, str]:
        """The headers by name in lower case; values of one name joined by commas (RFC 9110 §5.3)."""
        found: dict[str, str] = {}
        for line in self.headers:
            name, _, value = line.decode("latin-1").partition(":")
            name, value = name.strip().lower(), value.strip()
            found[name] = f"{found[name]}, {value}" if name in found else value
        return found


class Lines:
    """Connections to *reached* (an origin) on behalf of the public name *host*; *trusted* are certificates in PEM."""

    def __init__(self, reached: str, host: str, timeout_s: float, max_bytes: int, trusted: bytes = b"") -> None:
        parts = urlsplit(reached)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        self._base = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        # The name in the address decides whose certificate is believed; where to connect is said apart.
        self._place = [f"::{f'[{parts.hostname}]' if ':' in (parts.hostname or '') else parts.hostname}:{port}"]
        self._timeout_ms = max(1, round(timeout_s * 1000))
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
            coming = _Coming(self._max_bytes)
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

    def _perform(self, line: pycurl.Curl, coming: _Coming) -> None:
        try:
            line.perform()
        except pycurl.error as fault:
            number = int(fault.args[0])
            if number == pycurl.E_FILESIZE_EXCEEDED or coming.size > self._max_bytes:
                raise TooLarge(f"more than {self._max_bytes} octets") from None
            raise NoAnswer(_kind(number)) from None

    def _take(self) -> pycurl.Curl:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._opened()

    def _give_back(self, line: pycurl.Curl) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < _IDLE:
                self._idle.append(line)
                return
        line.close()

    def _opened(self) -> pycurl.Curl:
        line = pycurl.Curl()
        for option, value in (
            (pycurl.URL, self._base),
            # Without it, deadlines would be signals, which belong to the main thread.
            (pycurl.NOSIGNAL, 1),
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
            (pycurl.FOLLOWLOCATION, 0),
            (pycurl.PROXY, ""),
            (pycurl.TIMEOUT_MS, self._timeout_ms),
            (pycurl.CONNECTTIMEOUT_MS, self._timeout_ms),
            (pycurl.MAXFILESIZE, self._max_bytes),
            (pycurl.MAXCONNECTS, 1),
            (pycurl.CONNECT_TO, self._place),
            (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
        ):
            line.setopt(option, value)
        if self._base.startswith("https:"):
            self._believe(line)
        return line

    def _believe(self, line: pycurl.Curl) -> None:
        # The authorities of this machine are where Python's OpenSSL looks for them, not where libcurl was built.
        line.unsetopt(pycurl.CAINFO)
        if folder := ssl.get_default_verify_paths().capath:
            line.setopt(pycurl.CAPATH, folder)
        if self._trusted:
            line.setopt(pycurl.CAINFO_BLOB, self._trusted)
        if sys.platform == "win32":
            line.setopt(pycurl.SSL_OPTIONS, pycurl.SSLOPT_NATIVE_CA)


def authorities(ca_file: str | Path | None) -> bytes:
    """The machine's certificate authorities that stand in one file, and those of *ca_file*, in PEM. Raises `OSError`."""
    files = [file for file in (ssl.get_default_verify_paths().cafile, ca_file) if file is not None]
    return b"\n".join(Path(file).read_bytes() for file in files)


def _written(headers: Mapping[str, str]) -> list[bytes]:
    lines = []
    for name, value in headers.items():
        if _UNFIT.search(value):
            # An octet of control could begin another header (CWE-113).
            raise NoAnswer("broken")
        lines.append((f"{name}: {value}" if value else f"{name};").encode("latin-1"))
    return lines


def _kind(number: int) -> str:
    if number == pycurl.E_OPERATION_TIMEDOUT:
        return "timeout"
    if number in _TLS:
        return "tls"
    return "unreachable" if number in _UNREACHABLE else "broken"
