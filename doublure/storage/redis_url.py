"""The addresses of Redis: one server, the master that Sentinel names, or a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from doublure.storage.errors import StorageUrlRefused

__all__ = ["SCHEMES", "RedisAddress", "redis_address"]

_KINDS: Mapping[str, Literal["server", "sentinel", "cluster"]] = {
    "redis": "server", "rediss": "server", "unix": "server", "redis+sentinel": "sentinel", "rediss+sentinel": "sentinel",
    "redis+cluster": "cluster", "rediss+cluster": "cluster",
}
#: What a URL of Redis may begin with.
SCHEMES = frozenset(_KINDS)

_OPTIONS: Mapping[str, type[str] | type[int] | type[float]] = {
    "db": int, "max_connections": int, "socket_timeout": float, "socket_connect_timeout": float,
    "health_check_interval": int, "protocol": int, "timeout": float, "client_name": str, "username": str, "password": str,
    "ssl_ca_certs": str, "ssl_certfile": str, "ssl_keyfile": str, "ssl_cert_reqs": str,
}
_SENTINEL_OPTIONS = {"sentinel_username": "username", "sentinel_password": "password"}


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where Redis is. `name` is the address without user, password and options; `options` are redis-py's keyword arguments."""

    name: str
    kind: Literal["server", "sentinel", "cluster"]
    url: str = field(repr=False)
    hosts: tuple[tuple[str, int], ...] = ()
    service: str = ""
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    sentinel_options: Mapping[str, Any] = field(default_factory=dict, repr=False)


def redis_address(url: str) -> RedisAddress:
    """Read *url*. Raises `StorageUrlRefused` with a sentence that says what is wrong.

    `redis://[user:password@]host[:port][/db]`, `rediss://…`, `unix:///path/to.sock`,
    `redis+sentinel://[user:password@]host[:port][,…]/service[/db]`, `redis+cluster://[user:password@]host[:port][,…]`;
    options behind `?` (`max_connections`, `socket_timeout`, `ssl_ca_certs`, `sentinel_password` …).
    """
    parts = urlsplit(url)
    kind = _KINDS[parts.scheme]
    credentials, _, netloc = parts.netloc.rpartition("@")
    name = f"{parts.scheme}://{netloc}{parts.path}"
    options, sentinel_options = _query(parts.query, name)
    if kind == "server":
        return RedisAddress(name, kind, f"{parts.scheme}://{parts.netloc}{parts.path}", options=options)
    user, _, password = credentials.partition(":")
    options |= {key: unquote(value) for key, value in (("username", user), ("password", password)) if value}
    options |= {"ssl": True} if parts.scheme.startswith("rediss") else {}
    hosts = tuple(_host(text, 26379 if kind == "sentinel" else 6379, name) for text in netloc.split(","))
    if kind == "cluster":
        return RedisAddress(name, kind, url, hosts, options=options)
    service, _, database = parts.path.strip("/").partition("/")
    if not service or not (database or "0").isdigit():
        raise StorageUrlRefused(f"“{name}” does not name the service: redis+sentinel://host:26379/service[/db].")
    options["db"] = int(database or 0)
    return RedisAddress(name, kind, url, hosts, service, options, sentinel_options)


def _host(text: str, default: int, name: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    try:
        port = parts.port
    except ValueError:
        port = -1
    if not parts.hostname or port == -1:
        raise StorageUrlRefused(f"“{name}” has a host that cannot be read: host or host:port, separated by commas.")
    return parts.hostname, port or default


def _query(query: str, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    options: dict[str, Any] = {}
    sentinel: dict[str, Any] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        if key in _SENTINEL_OPTIONS:
            sentinel[_SENTINEL_OPTIONS[key]] = value
        elif key in _OPTIONS:
            try:
                options[key] = _OPTIONS[key](value)
            except ValueError:
                raise StorageUrlRefused(f"“{name}”: the option “{key}” is not a number.") from None
        else:
            known = ", ".join(sorted([*_OPTIONS, *_SENTINEL_OPTIONS]))
            raise StorageUrlRefused(f"“{name}” has an unknown option “{key}”. Possible are: {known}.")
    return options, sentinel
