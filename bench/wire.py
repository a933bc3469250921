"""Calls from one server to another over kept-open connections, by libcurl: the fastest means that Python has."""

from __future__ import annotations

import threading
from urllib.parse import urlsplit

import pycurl

__all__ = ["Wire"]

_TIMEOUT_S = 20


class Wire(threading.local):
    """A thread's connections to the servers of this machine, one a host."""

    def __init__(self) -> None:
        self._lines: dict[str, pycurl.Curl] = {}

    def ask(self, method: str, url: str, body: str = "", headers: tuple[str, ...] = ()) -> bytes:
        """What *url* answers; raises `AssertionError` unless it answers with 200."""
        line = self._line(url)
        line.setopt(pycurl.URL, url)
        # An empty list would leave the headers of the call before.
        line.unsetopt(pycurl.HTTPHEADER)
        line.setopt(pycurl.HTTPHEADER, headers)
        if method == "POST":
            line.setopt(pycurl.POSTFIELDS, body)
        else:
            line.setopt(pycurl.HTTPGET, 1)
        content: bytes = line.perform_rb()
        status = line.getinfo(pycurl.RESPONSE_CODE)
        if status != 200:
            raise AssertionError(f"{url}: {status} {content[:300]!r}")
        return content

    def _line(self, url: str) -> pycurl.Curl:
        host = url.split("/", 3)[2]
        line = self._lines.get(host)
        if line is None:
            line = self._lines[host] = pycurl.Curl()
            line.setopt(pycurl.CONNECT_TO, [f"::127.0.0.1:{urlsplit(url).port or 80}"])
            line.setopt(pycurl.NOSIGNAL, 1)
            line.setopt(pycurl.PROXY, "")
            line.setopt(pycurl.TIMEOUT, _TIMEOUT_S)
        return line
