"""HTTP to applications of this computer, as a browser finds and believes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3

__all__ = ["Dialler"]


class Dialler:
    """Pooled connections. *authorities* is a file of certificate authorities to believe instead of the machine's.

    Names below `localhost` are this computer whatever the resolver says (RFC 6761 §6.3): browsers know that, many resolvers
    do not.
    """

    def __init__(self, authorities: Path | str | None = None) -> None:
        self._pools = urllib3.PoolManager(num_pools=16, maxsize=4, ca_certs=str(authorities) if authorities else None)

    def request(self, method: str, url: str, *, body: str | bytes | None = None, headers: Mapping[str, str] | None = None,
                timeout: float = 30.0) -> urllib3.BaseHTTPResponse:
        """The answer to one request, redirects not followed."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        usual: dict[str, Any] = {"body": body, "redirect": False, "retries": False, "timeout": timeout}
        if not host.endswith(".localhost"):
            return self._pools.request(method, url, headers=headers, **usual)
        named = {"server_hostname": host, "assert_hostname": host} if parts.scheme == "https" else {}
        options: dict[str, Any] = {**self._pools.connection_pool_kw, **named}
        pool = self._pools.connection_from_host("127.0.0.1", parts.port, parts.scheme, options)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return pool.urlopen(method, target, headers={"Host": parts.netloc, **(headers or {})}, **usual)
