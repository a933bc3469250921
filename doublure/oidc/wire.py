"""The back channel: one pooled HTTP client that speaks only with the origins a person configured (design §4).

Deadlines and size limits on everything, no redirect ever followed, http only where the public address is loopback. A public
origin may be reached at an internal one: the request then still carries the public `Host`, so that the other side sees the name
its issuer bears, and a certificate is checked for that name.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from doublure.oidc.curl_handle import authorities
from doublure.oidc.origins import lawful_url, origin_of
from doublure.oidc.reply import Reply, TooLarge, Undecodable, decoded
from doublure.oidc.transport import Lines, NoAnswer
from doublure.oidc.wire_errors import WireError, WireFailed, WireRefused

__all__ = ["Reply", "Wire", "WireError", "WireFailed", "WireRefused", "origin_of"]


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
        self._lines: dict[tuple[str, str], Lines] = {}
        self._lock = threading.Lock()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """GET *url*. Raises `WireError`."""
        return self._call(url, None, headers or {})

    def post_form(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """POST *fields* as a form to *url*. Never sent twice: what it carries may be usable once. Raises `WireError`."""
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._call(url, urlencode(fields).encode(), form)

    def check(self, url: str) -> None:
        """Raises `WireRefused` when *url* is not one that may be called."""
        self._reached_at(url)

    def close(self) -> None:
        """Close every connection; the next call opens new ones."""
        with self._lock:
            gone, self._lines = self._lines, {}
        for lines in gone.values():
            lines.close()

    def _call(self, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        reached = self._reached_at(url)
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"User-Agent": "Doublure", "Accept-Encoding": "identity", **headers, "Host": parts.netloc}
        try:
            status, said, content = self._lines_to(reached, parts.hostname or "").ask(target, sent, body)
            content = decoded(content, said.get("content-encoding", "").lower(), self._max_bytes)
        except NoAnswer as fault:
            raise WireFailed(fault.kind, url) from fault
        except TooLarge as fault:
            raise WireFailed("too_large", url) from fault
        except Undecodable as fault:
            raise WireFailed("coding", url) from fault
        except (OSError, ValueError) as fault:
            # A file of authorities that cannot be read, a header that HTTP has no letters for.
            raise WireFailed("broken", url) from fault
        if 300 <= status < 400:
            raise WireFailed("redirect", url)
        return Reply(status, said, content)

    def _reached_at(self, url: str) -> str:
        """Where to connect for *url*. Raises `WireRefused`."""
        reached = self._origins.get(origin_of(url)) if lawful_url(url) else None
        if reached is None:
            raise WireRefused("refused", url)
        return reached

    def _lines_to(self, reached: str, host: str) -> Lines:
        with self._lock:
            known = self._lines.get((reached, host))
            if known is None:
                trusted = authorities(self._ca_file) if reached.startswith("https:") else b""
                known = self._lines[reached, host] = Lines(reached, host, self._timeout_s, self._max_bytes, trusted)
            return known
