"""It must be impossible to mistake this for the real thing: under which names and addresses it refuses to appear (GR-02)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

__all__ = ["HostRefused", "check_public_origin", "is_loopback"]

_WORDS = ("impots", "ameli", "laposte", "msa", "franceconnect", "moncompteformation")
_LOCAL_SUFFIXES = (".localhost", ".test", ".example", ".invalid", ".local", ".internal")


class HostRefused(ValueError):  # noqa: N818 - a refusal to start, with a sentence
    """A public name that could be taken for the real service."""


def is_loopback(host: str) -> bool:
    """Whether *host* is this very computer."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_public_origin(origin: str) -> None:
    """Raise `HostRefused` when the host of *origin* ends in gouv.fr, or is a public name with a provider's name in it."""
    host = (urlsplit(origin).hostname or "").rstrip(".").lower()
    if host == "gouv.fr" or host.endswith(".gouv.fr"):
        raise HostRefused(f"{origin}: a simulator never appears under gouv.fr; choose localhost or a reserved name such as .test")
    if is_loopback(host) or host.endswith(_LOCAL_SUFFIXES) or "." not in host or _is_address(host):
        return
    if word := next((word for word in _WORDS if word in host), None):
        raise HostRefused(f"{origin}: a public name with '{word}' in it could be taken for the real service; choose another")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
