"""Headers of every answer (GR-06, GR-11; conformance catalogue SES-07, SES-13)."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, Response

__all__ = ["CONTENT_SECURITY_POLICY", "add_security_headers", "additions"]

#: No `form-action`: Chromium applies it to the redirects after a POST, and every login crosses origins that way.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_DENIED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone",
    "midi", "nfc", "payment", "publickey-credentials-get", "serial", "usb",
)

_EVERYWHERE = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex, nofollow"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
# No Strict-Transport-Security, over https either: a browser keeps it for a host name and every port, and would then refuse
# whatever else the developer serves from http://localhost (RFC 6797 §8.3).
# No Cross-Origin-Opener-Policy: a relying party may open its login in a popup and wait for the popup to come back.
_ON_PAGES = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _DENIED)),
)
_FOR_ALL = tuple((line[0].lower(), line) for line in _EVERYWHERE)
_FOR_PAGES = _FOR_ALL + tuple((line[0].lower(), line) for line in _ON_PAGES)


@lru_cache(maxsize=256)
def additions(present: frozenset[str], *, page: bool) -> tuple[tuple[str, str], ...]:
    """The headers that an answer still needs when it has those *present* (lower case); *page* when it is HTML."""
    return tuple(line for key, line in (_FOR_PAGES if page else _FOR_ALL) if key not in present)


def add_security_headers(app: Flask) -> None:
    """Set each header that the answer does not set itself."""

    @app.after_request
    def secure(response: Response) -> Response:
        page = response.mimetype == "text/html"
        if page and 300 <= response.status_code < 400:
            # The little page that Werkzeug puts behind its redirects bears no banner (GR-01).
            response.set_data(b"")
            del response.headers["Content-Type"]
            page = False
        for name, value in additions(frozenset(name.lower() for name, _ in response.headers), page=page):
            response.headers.add(name, value)
        return response
