"""The access password of a simulator that others can reach (GR-02): whoever does not know it sees no page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from doublure.secret import Secret
from doublure.web.guard import is_loopback

__all__ = ["AccessPassword", "basic_password"]

Wsgi = Callable[[Mapping[str, Any], Callable[..., Any]], Iterable[bytes]]

#: Called by servers, which prove themselves by the protocol or read what is public; no person is shown anything there.
_FOR_SERVERS = (
    "/healthz", "/readyz", "/robots.txt", "/.well-known/openid-configuration", "/jwks", "/token", "/userinfo",
    "/token/revocation", "/checktoken",
)


class AccessPassword:
    """*application*, for this computer and for whoever gives *password* (HTTP Basic, any name; RFC 7617)."""

    def __init__(self, application: Wsgi, password: Secret) -> None:
        self._application = application
        self._password = password

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """WSGI (PEP 3333)."""
        path = str(environ.get("PATH_INFO", ""))
        if (is_loopback(str(environ.get("REMOTE_ADDR", ""))) or path.endswith(_FOR_SERVERS)
                or self._password.matches(basic_password(str(environ.get("HTTP_AUTHORIZATION", ""))))):
            return self._application(environ, start_response)
        start_response("401 Unauthorized", [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"),
                                            ("WWW-Authenticate", 'Basic realm="SIMULATEUR", charset="UTF-8"')])
        return ["SIMULATEUR - mot de passe d'accès\n".encode()]


def basic_password(authorization: str) -> str:
    """The password in a header of HTTP Basic, empty where there is none."""
    scheme, _, value = authorization.partition(" ")
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2] if scheme.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
