"""What a person reads when everything is up: where to go, and as whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from doublure.mail import BANNER
from simulator.launcher import CONSOLE, Running

__all__ = ["addresses", "lines"]

#: Three people worth starting with: an account everywhere, two accounts, one account.
_ACCOUNTS = (("bruno", "impots.gouv.fr, ameli.fr, … (all six)"), ("camille", "impots.gouv.fr, ameli.fr"),
             ("theo", "L'Identité Numérique La Poste"))
_PASSWORD = "123"


def lines(running: Running) -> Iterator[str]:
    """The announcement, line by line."""
    yield BANNER
    yield ""
    for slug, path in running.shown.items():
        yield f"  {slug:<20} {running.addresses.public(slug)}{path}"
    yield ""
    yield "Test accounts (login, provider, password):"
    for login, where in _ACCOUNTS:
        yield f"  {login:<10} {where:<42} {_PASSWORD}"
    yield ""
    if running.authorities:
        yield f"Certificate authority: {running.authorities}   (`doublure trust` says how to trust it)"
    yield f"Console: {running.addresses.public(CONSOLE)}/   (Ctrl-C ends everything)"


def addresses(running: Running) -> dict[str, Any]:
    """The same for a program: origins by slug, and the certificate authority to trust when they are https."""
    return {"applications": {slug: {"public": running.addresses.public(slug), "internal": running.addresses.internal(slug)}
                             for slug in running.slugs},
            "authorities": str(running.authorities) if running.authorities else None}
