"""The server's side of TLS: one context for every application, with a certificate that is renewed before it expires."""

from __future__ import annotations

import ssl
import tempfile
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator.authority import Authority

__all__ = ["server_context"]

#: A simulator that was left running gets a new certificate this long before the old one expires.
_BEFORE = timedelta(days=10)


def server_context(authority: Authority, hosts: Iterable[str],
                   now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> ssl.SSLContext:
    """TLS 1.2 or newer, under a certificate of *authority* for *hosts*, issued now: other hosts, another certificate."""
    names = tuple(hosts)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    lock = threading.Lock()

    def load() -> datetime:
        issued = authority.issue(names, now())
        # `ssl` reads keys from files only; this one is gone before anybody connects.
        with tempfile.TemporaryDirectory(dir=authority.file.parent) as folder:
            file = Path(folder, "server.pem")
            file.touch(mode=0o600)
            file.write_bytes(issued.pem)
            context.load_cert_chain(file)
        return issued.until

    until = load()

    def renew(*_: object) -> None:
        nonlocal until
        with lock:
            if now() > until - _BEFORE:
                until = load()

    context.sni_callback = renew
    return context
