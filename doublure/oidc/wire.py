"""The back channel: one pooled HTTP client that speaks only with the origins a person configured (design §4).

Deadlines and size limits on everything, no redirect ever followed, http only where the public address is loopback. A public
origin may be reached at an internal one: the request then still carries the public `Host`, so that the other side sees the name
its issuer bears, and a certificate is checked for that name.
"""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError

from doublure.oidc.deadline import DeadlinePool, DeadlineTlsPool
from doublure.oidc.origins import lawful_url, origin_of
from doublure.oidc.reply import Reply, TooLarge, Undecodable, decoded
from doublure.oidc.wire_errors import WireError, WireFailed, WireRefused

__all__ = ["Reply", "Wire", "WireError", "WireFailed", "WireRefused", "origin_of"]

_CHUNK = 65_536


class Wire:
    """*origins* maps each public origin that may be called to where it is reached; it is looked up at every call, so a house may
    hand in a mapping that changes. *timeout_s* bounds a whole call, *max_bytes* a body, decompressed; *ca_file* names certificate
    authorities to trust beside the machine's.
    """

    def __init__(self, origins: Mapping[str, str], *, timeout_s: float = 6.0, max_bytes: int = 262_144,
                 ca_file: str | Path | None = None) -> None:
        self._origins = origins
        self._timeout_s = timeout_s
        self._max_bytes = max_bytes
        self._ca_file = ca_file
        self._pools: dict[tuple[str, str], urllib3.HTTPConnectionPool] = {}
        self._lock = threading.Lock()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """GET *url*. Raises `WireError`."""
        return self._call("GET", url, None, headers or {})

    def post_form(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """POST *fields* as a form to *url*. Never sent twice: what it carries may be usable once. Raises `WireError`."""
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._call("POST", url, urlencode(fields), form)

    def check(self, url: str) -> None:
        """Raises `WireRefused` when *url* is not one that may be called."""
        self._reached_at(url)

    def close(self) -> None:
        """Close every connection; the next call opens new ones."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.close()

    def _call(self, method: str, url: str, body: str | None, headers: Mapping[str, str]) -> Reply:
        reached = self._reached_at(url)
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"User-Agent": "Doublure", "Accept-Encoding": "identity", **headers, "Host": parts.netloc}
        try:
            pool = self._pool(reached, parts.hostname or "")
            answer = pool.urlopen(method, target, body=body, headers=sent, redirect=False, retries=False, preload_content=False,
                                  decode_content=False, timeout=urllib3.Timeout(total=self._timeout_s))
            with contextlib.closing(answer):
                content = self._content(answer)
                # Read to its end, the connection serves the next call; anything else closes it.
                answer.release_conn()
            coding = answer.headers.get("Content-Encoding", "").strip().lower()
            content = decoded(content, coding, self._max_bytes)
        except TooLarge as fault:
            raise WireFailed("too_large", url) from fault
        except Undecodable as fault:
            raise WireFailed("coding", url) from fault
        except (HTTPError, OSError, ValueError) as fault:
            raise WireFailed(_kind(fault), url) from fault
        if 300 <= answer.status < 400:
            raise WireFailed("redirect", url)
        return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, content)

    def _content(self, answer: urllib3.BaseHTTPResponse) -> bytes:
        announced = answer.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced[:12]) > self._max_bytes:
            raise TooLarge(f"{announced[:12]} octets announced")
        content = bytearray()
        while chunk := answer.read1(_CHUNK, decode_content=False):
            content += chunk
            if len(content) > self._max_bytes:
                raise TooLarge(f"more than {self._max_bytes} octets")
        return bytes(content)

    def _reached_at(self, url: str) -> str:
        """Where to connect for *url*. Raises `WireRefused`."""
        reached = self._origins.get(origin_of(url)) if lawful_url(url) else None
        if reached is None:
            raise WireRefused("refused", url)
        return reached

    def _pool(self, reached: str, host: str) -> urllib3.HTTPConnectionPool:
        with self._lock:
            known = self._pools.get((reached, host))
            if known is None:
                known = self._pools[reached, host] = self._opened(reached, host)
            return known

    def _opened(self, reached: str, host: str) -> urllib3.HTTPConnectionPool:
        parts = urlsplit(reached)
        if parts.scheme == "http":
            return DeadlinePool(parts.hostname or "", parts.port, maxsize=16)
        context = ssl.create_default_context()
        if self._ca_file is not None:
            context.load_verify_locations(cafile=self._ca_file)
        return DeadlineTlsPool(parts.hostname or "", parts.port, maxsize=16, ssl_context=context, server_hostname=host,
                               assert_hostname=host)


def _kind(fault: Exception) -> str:
    # In this order: a timeout to connect is a timeout, and a TLS fault an OSError.
    if isinstance(fault, Urllib3TimeoutError | TimeoutError) and not isinstance(fault, NewConnectionError):
        return "timeout"
    if isinstance(fault, SSLError | ssl.SSLError):
        return "tls"
    return "unreachable" if isinstance(fault, NewConnectionError) else "broken"
