"""Which addresses may be spoken with at all: absolute, without tricks, https or loopback http (RFC 8252 §7.3, Core §16.17)."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

__all__ = ["is_loopback", "lawful_url", "origin_of"]

#: Every octet an address may be written with (RFC 3986 §2), without the backslash and friends that browsers read as slashes.
_WRITTEN = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII)


def origin_of(url: str) -> str:
    """`scheme://host[:port]` of *url* in lower case; empty when it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""


def lawful_url(url: str) -> bool:
    """Whether *url* is an absolute address without user, fragment or foreign characters, over https or loopback http."""
    if not _WRITTEN.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or "#" in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether *host* names this machine, by name (RFC 6761 §6.3) or by number."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
