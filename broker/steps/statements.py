"""Beside the walk: pages about the hub itself (contract §1.1; design §2 for the addresses of State hosts)."""

from __future__ import annotations

from broker.errors.accidents import PageNotFound
from broker.ports import Ports
from broker.walk import refuse
from doublure.exchange import Answer, Request

__all__ = ["about", "accessibility", "help_page", "root", "v1"]


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


def help_page(ports: Ports, request: Request, code: str) -> Answer:
    """What a person can do about the refusal *code* (contract §6.4, where the real hub leads to a State site)."""
    if code not in ports.platform.help_pages:
        return refuse(ports, request, PageNotFound())
    return ports.pages.html(f"help_{code}.html", request, platform=ports.platform.title)
