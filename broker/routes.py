"""The addresses of the hub in walking order: one row per address, one column per platform.

A column holds the methods the address answers; `None` means that the platform does not have it. Paths are below the platform's
base path, those of `AT_ORIGIN` below its origin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from broker.crossing import Readers
from broker.steps import (
    abort,
    account,
    authorize,
    callback,
    checktoken,
    choose,
    consent,
    depart,
    documents,
    identify,
    introspection,
    logout,
    respond,
    revocation,
    statements,
    token,
    userinfo,
)
from doublure.exchange import Answer

__all__ = ["AT_ORIGIN", "BELOW_BASE", "TOLD_IN_JSON", "Route", "Station", "routes"]

Station = Callable[..., Answer]
Methods = tuple[str, ...] | None

_GET: Methods = ("GET",)
_POST: Methods = ("POST",)
_BOTH: Methods = ("GET", "POST")

#: Paths that only servers call: their errors are JSON.
TOLD_IN_JSON = ("/token", "/userinfo", "/checktoken", "/jwks", "/.well-known", "/client/.well-known")


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its path, the station behind it, the three columns, and whose scripts may read it on platforms with CORS."""

    path: str
    station: Station
    franceconnect: Methods
    plus: Methods
    openid: Methods
    readers: Readers = "nobody"


BELOW_BASE: tuple[Route, ...] = (
    # The walk, in walking order. A platform names its own address for the fourth station.
    Route("/authorize", authorize.answer, _BOTH, _BOTH, _BOTH),
    Route("/interaction/<uid>", choose.answer, _GET, _GET, _GET),
    Route("/redirect-to-idp", depart.answer, _POST, _POST, _POST),
    Route("/oidc-callback", callback.answer, _GET, _GET, None),
    Route("/interaction/<uid>/verify", identify.answer, _GET, _GET, _GET),
    Route("/interaction/<uid>/consent", consent.page, _GET, _GET, _GET),
    Route("/login", consent.submit, _POST, _POST, _POST),
    Route("/auto-login", consent.silent, _GET, _GET, _GET),
    Route("/authorize/<uid>", respond.answer, _GET, _GET, _GET),
    Route("/token", token.answer, _POST, _POST, _POST, "registered"),
    Route("/userinfo", userinfo.answer, _GET, _GET, _BOTH, "registered"),
    # Beside the walk.
    Route("/redirect-to-sp-with-error", abort.answer, _GET, _GET, None),
    Route("/redirect-to-sp-with-error", abort.answer_to_the_letter, None, None, _GET),
    Route("/token/revocation", revocation.answer, _POST, _POST, _POST, "registered"),
    Route("/checktoken", checktoken.answer, _POST, _POST, None),
    Route("/token/introspection", introspection.answer, None, None, _POST),
    Route("/session/end", logout.end, _GET, _GET, _BOTH),
    Route("/session/end/confirm", logout.confirm, _POST, _POST, _POST),
    Route("/session/end/success", logout.success, _GET, _GET, _GET),
    Route("/client/disconnect-from-idp", logout.disconnect, _POST, _POST, _POST),
    Route("/client/logout-callback", logout.came_back, _GET, _GET, _GET),
    # What anybody may read.
    Route("/.well-known/openid-configuration", documents.discovery, _GET, _GET, None),
    Route("/jwks", documents.jwks, _GET, _GET, _GET, "everybody"),
    Route("/client/.well-known/keys", documents.client_keys, _GET, _GET, _GET),
    Route("", statements.root, _GET, _GET, _GET),
    Route("/accessibilite", statements.accessibility, _GET, _GET, _GET),
    Route("/aide/<code>", statements.help_page, _GET, _GET, None),
)

AT_ORIGIN: tuple[Route, ...] = (
    Route("/callback/<slug>", callback.answer, None, None, _GET),
    Route("/.well-known/openid-configuration", documents.discovery, None, None, _GET, "everybody"),
    Route("/.well-known/oauth-authorization-server", documents.discovery, None, None, _GET, "everybody"),
    Route("/api/v1", statements.v1, _BOTH, _BOTH, None),
    Route("/api/v1/<path:rest>", statements.v1, _BOTH, _BOTH, None),
    Route("/", statements.about, _GET, _GET, _GET),
    # What only the dashboard's server asks: the real hub has no such address.
    Route("/account/access", account.open_access, _POST, _POST, _POST),
    Route("/account/history", account.history, _GET, _GET, _GET),
    Route("/account/preferences", account.preferences, _GET, _GET, _GET),
    Route("/account/preferences", account.change, _POST, _POST, _POST),
    Route("/account/end", account.end, _POST, _POST, _POST),
)


def routes(column: str, base: str) -> Iterator[tuple[str, Station, tuple[str, ...], Readers]]:
    """The addresses of the platform with the columns called *column*: path below the origin, station, methods, readers."""
    for start, table in ((base, BELOW_BASE), ("", AT_ORIGIN)):
        for route in table:
            methods: Methods = getattr(route, column)
            if methods is not None:
                yield start + route.path, route.station, methods, route.readers
