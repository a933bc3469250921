"""Who we are called: a request for another name is not ours to answer (CWE-644, DNS rebinding)."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, Response, request

__all__ = ["allow_hosts", "hosts_of"]


def hosts_of(origins: Collection[str]) -> frozenset[str]:
    """The values of `Host` under which *origins* are called; a loopback origin answers to each of its names."""
    found = set()
    for origin in origins:
        parts = urlsplit(origin)
        found.add(parts.netloc.lower())
        if parts.hostname in {"localhost", "127.0.0.1", "::1"}:
            port = f":{parts.port}" if parts.port else ""
            found |= {f"localhost{port}", f"127.0.0.1{port}", f"[::1]{port}"}
    return frozenset(found)


def allow_hosts(app: Flask, hosts: frozenset[str]) -> None:
    """Answer 421 to any other `Host` (RFC 9110 §15.5.20). Issuer and addresses never come from this header anyway."""

    @app.before_request
    def refuse_foreign_host() -> Response | None:
        if request.headers.get("Host", "").lower() in hosts:
            return None
        return Response("This application does not answer to that host name.\n", 421, content_type="text/plain; charset=utf-8")
