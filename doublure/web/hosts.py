"""Who we are called: a request for another name is not ours to answer (CWE-644, DNS rebinding)."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, Response, request

__all__ = ["HOSTS", "allow_hosts", "hosts_of"]

#: Where the allowed values of `Host` are among an application's extensions.
HOSTS = "doublure-hosts"

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LOOPBACK = {"localhost": "localhost", "127.0.0.1": "127.0.0.1", "::1": "[::1]"}
#: A probe calls by the machine's address, and learns nothing there that depends on a name.
_PROBES = frozenset({"/healthz", "/readyz"})


def hosts_of(origins: Collection[str]) -> frozenset[str]:
    """The values of `Host` under which *origins* are called; a loopback origin answers to each of its names."""
    found: set[str] = set()
    for origin in origins:
        parts = urlsplit(origin)
        name = parts.hostname or ""
        names = set(_LOOPBACK.values()) if name in _LOOPBACK else {f"[{name}]" if ":" in name else name}
        default = _DEFAULT_PORTS.get(parts.scheme)
        port = parts.port or default
        found |= {f"{each}:{port}" for each in names}
        if port == default:
            found |= names
    return frozenset(found)


def allow_hosts(app: Flask, hosts: frozenset[str]) -> None:
    """Answer 421 to any other `Host` (RFC 9110 §15.5.20). Issuer and addresses never come from this header anyway."""
    app.extensions[HOSTS] = hosts

    @app.before_request
    def refuse_foreign_host() -> Response | None:
        if request.headers.get("Host", "").lower() in hosts or request.path in _PROBES:
            return None
        return Response("This application does not answer to that host name.\n", 421, content_type="text/plain; charset=utf-8")
