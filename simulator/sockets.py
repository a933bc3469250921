"""Listening sockets, opened before any application is made: their ports go into the address book."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterable, Mapping

__all__ = ["EVERYWHERE", "LOOPBACK", "PortInUse", "listen", "listen_all"]

#: Both loopback addresses: some clients try ::1 first when told `localhost`, and must not find a stranger there.
LOOPBACK = ("127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - chosen only behind an explicit flag and a password (GR-02)


class PortInUse(Exception):  # noqa: N818 - it names the fault, like the other refusals
    """Somebody else listens where an application should."""

    def __init__(self, slug: str, port: int) -> None:
        super().__init__(f"Port {port} ({slug}) is in use: stop the program that listens there, "
                         f"or choose other ports with --base-port N (0 takes free ones).")
        self.slug = slug
        self.port = port


def listen_all(ports: Mapping[str, int], hosts: Iterable[str] = LOOPBACK) -> dict[str, list[socket.socket]]:
    """Bound sockets for each slug; port 0 takes a free one. On `PortInUse` none stays open."""
    opened: dict[str, list[socket.socket]] = {}
    try:
        for slug, port in ports.items():
            opened[slug] = listen(slug, port, tuple(hosts))
    except PortInUse:
        for sock in (sock for sockets in opened.values() for sock in sockets):
            sock.close()
        raise
    return opened


def listen(slug: str, port: int, hosts: tuple[str, ...]) -> list[socket.socket]:
    """One socket for each of *hosts* that this machine has, all on the same port."""
    attempts = 20 if port == 0 else 1
    for attempt in range(1, attempts + 1):
        opened: list[socket.socket] = []
        try:
            for host in hosts:
                opened += _bound(host, opened[0].getsockname()[1] if opened else port)
        except OSError as error:
            for sock in opened:
                sock.close()
            # A port that is free on the first address may be taken on the second: with port 0 another is tried.
            if attempt == attempts or error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise PortInUse(slug, port) from error
        else:
            return opened
    raise PortInUse(slug, port)


def _bound(host: str, port: int) -> list[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        sock = socket.socket(family, socket.SOCK_STREAM)
    except OSError:
        return []  # this machine has no IPv6 at all
    try:
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(1024)
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRNOTAVAIL:
            return []  # IPv6 is compiled in but switched off
        raise
    return [sock]
