"""The back channel: one pooled HTTP client that speaks only with the origins a person configured (design §4).

Deadlines and size limits on everything, no redirect ever followed, and a public origin may be reached at an internal one: the
request then still carries the public `Host`, so that the other side sees the name its issuer bears.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3

__all__ = ["Reply", "Wire", "WireError", "WireFailed", "WireRefused", "origin_of"]


class WireError(Exception):
    """A call that gave no answer to believe. `kind` is stable: refused, timeout, unreachable, too_large, redirect."""

    def __init__(self, kind: str, address: str) -> None:
        super().__init__(f"{kind}: {address}")
        self.kind = kind
        self.address = address


class WireRefused(WireError):  # noqa: N818 - a refusal, an outcome and not an accident
    """The address is not one that a person configured: nothing was sent."""


class WireFailed(WireError):  # noqa: N818 - said of the other side; its parent carries the suffix
    """The other side did not answer properly."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer: status, headers in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def json_object(self) -> dict[str, Any] | None:
        """The body as a JSON object, or `None`."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None


def origin_of(url: str) -> str:
    """`scheme://host[:port]` of *url*."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Wire:
    """*origins* maps each public origin that may be called to where it is reached; *timeout_s* bounds a whole call."""

    def __init__(
        self, origins: Mapping[str, str], *, timeout_s: float = 6.0, max_bytes: int = 262_144, ca_file: str | None = None
    ) -> None:
        self._origins = dict(origins)
        self._max_bytes = max_bytes
        self._pool = urllib3.PoolManager(
            num_pools=32,
            maxsize=16,
            timeout=urllib3.Timeout(total=timeout_s, connect=min(timeout_s, 3.0)),
            retries=False,
            ca_certs=ca_file,
        )

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """GET *url*. Raises `WireError`."""
        return self._call("GET", url, None, headers or {})

    def post_form(self, url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Reply:
        """POST *fields* as a form to *url*. Raises `WireError`."""
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._call("POST", url, urlencode(fields), form)

    def _call(self, method: str, url: str, body: str | None, headers: Mapping[str, str]) -> Reply:
        target, host = self._reached_at(url)
        sent = {"Accept-Encoding": "identity", **headers, "Host": host}
        try:
            answer = self._pool.request(
                method, target, body=body, headers=sent, redirect=False, preload_content=False, decode_content=False
            )
        except urllib3.exceptions.TimeoutError as fault:
            raise WireFailed("timeout", url) from fault
        except urllib3.exceptions.HTTPError as fault:
            raise WireFailed("unreachable", url) from fault
        try:
            content = answer.read(self._max_bytes + 1, decode_content=False)
        except urllib3.exceptions.TimeoutError as fault:
            answer.close()
            raise WireFailed("timeout", url) from fault
        except urllib3.exceptions.HTTPError as fault:
            answer.close()
            raise WireFailed("unreachable", url) from fault
        if len(content) > self._max_bytes:
            answer.close()
            raise WireFailed("too_large", url)
        answer.release_conn()
        if 300 <= answer.status < 400:
            raise WireFailed("redirect", url)
        return Reply(answer.status, {name.lower(): value for name, value in answer.headers.items()}, content)

    def _reached_at(self, url: str) -> tuple[str, str]:
        """Where to connect for *url*, and the `Host` to name. Raises `WireRefused`."""
        parts = urlsplit(url)
        reached = self._origins.get(f"{parts.scheme}://{parts.netloc}")
        if reached is None or parts.username or parts.password:
            raise WireRefused("refused", url)
        return reached + (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), parts.netloc
