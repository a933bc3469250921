"""It must be impossible to mistake this for the real thing: under which names it refuses to appear (GR-02)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

__all__ = ["HostRefused", "check_public_origin", "is_loopback"]

_WORDS = ("impots", "ameli", "laposte", "msa", "franceconnect", "moncompteformation")
#: Names that nobody can register: RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`.
_RESERVED = (".localhost", ".test", ".example", ".invalid", ".local", ".home.arpa", ".internal")


class HostRefused(ValueError):  # noqa: N818 - a refusal to start, with a sentence
    """A public name that could be taken for the real service."""


def is_loopback(host: str) -> bool:
    """Whether *host* is this very computer."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def check_public_origin(origin: str) -> None:
    """Raise `HostRefused` when the host of *origin* ends in gouv.fr, or is a public name with a service's name in it."""
    host = (urlsplit(origin if "//" in origin else f"//{origin}").hostname or "").rstrip(".").lower()
    if host == "gouv.fr" or host.endswith(".gouv.fr"):
        raise HostRefused(f"{origin}: a simulator never appears under gouv.fr; choose localhost or a reserved name such as .test")
    if is_loopback(host) or host.endswith(_RESERVED) or "." not in host or _address(host) is not None:
        return
    # `france-connect` and `la-poste` deceive as well as the names without a hyphen.
    if word := next((word for word in _WORDS if word in host.replace("-", "")), None):
        raise HostRefused(f"{origin}: a public name with '{word}' in it could be taken for the real service; choose another")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
