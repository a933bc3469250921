"""Beside the walk: pages about the hub itself (contract §1.1; design §2 for the addresses of State hosts)."""

from __future__ import annotations

from broker.ports import Ports
from doublure.exchange import Answer, Request

__all__ = ["about", "accessibility", "root", "v1"]


def root(ports: Ports, request: Request) -> Answer:
    """The platform's root: 301 to our own presentation, where the real hub sends to a State site."""
    return Answer(status=301, headers=(("Location", f"{ports.origin}/"),), content_type="text/plain; charset=utf-8")


def about(ports: Ports, request: Request) -> Answer:
    """What this hub is, and where a developer finds its metadata."""
    return ports.pages.html("about.html", request, platform=ports.platform.title, issuer=ports.issuer)


def accessibility(ports: Ports, request: Request) -> Answer:
    """The accessibility statement."""
    return ports.pages.html("statement.html", request, platform=ports.platform.title)


def v1(ports: Ports, request: Request, rest: str = "") -> Answer:
    """Every path of the version that was switched off: 410 and what replaced it."""
    return ports.pages.html("v1.html", request, status=410, platform=ports.platform.title, issuer=ports.issuer)
