"""An answer becomes a response, exactly: each header once, and nothing in it that could begin another (CWE-113)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask, Response
from werkzeug.datastructures import Headers
from werkzeug.http import dump_cookie, http_date

from doublure.exchange import Answer, Cookie

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["SECURE", "lines_of", "to_response"]

#: Where `furnish` notes, among the application's extensions, whether cookies are for https only.
SECURE = "doublure-secure"

#: Everything printable in ASCII but the space: what may stand in an address as it is, `%` included.
_IN_ADDRESS = "".join(map(chr, range(0x21, 0x7F)))
_WRITTEN = re.compile(r"[\x21-\x7e]*")
_UNFIT = re.compile(r"[^\x20-\x7e]+")


class _Exact(Response):
    """A response whose `Location` is sent as it was given."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        # Werkzeug rewrites addresses; of a registered redirect URI not a letter may change (RFC 6749 §3.1.2).
        location = self.headers.pop("Location", None)
        headers = super().get_wsgi_headers(environ)
        if location is not None:
            self.headers["Location"] = headers["Location"] = location
        return headers


def to_response(app: Flask, answer: Answer) -> Response:
    """*answer* as a response of *app*."""
    response = _Exact(answer.body, answer.status)
    del response.headers["Content-Type"]
    for name, value in lines_of(answer, secure=bool(app.extensions.get(SECURE))):
        response.headers.add(name, value)
    return response


def lines_of(answer: Answer, *, secure: bool) -> list[tuple[str, str]]:
    """The header lines of *answer*, but for `Content-Length`; *secure* keeps its cookies to https."""
    lines = [] if answer.content_type is None else [("Content-Type", _fit(answer.content_type))]
    lines += _joined(answer.headers)
    lines += [("Set-Cookie", _written(cookie, secure=secure)) for cookie in answer.cookies]
    return lines


def _joined(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each header once: values of one name joined by commas (RFC 9110 §5.3), except `Location`, whose last value stands."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, value in headers:
        key = name.lower()
        _, values = found.setdefault(key, (name, []))
        if key == "location":
            # Percent-encoded rather than dropped: the address keeps its meaning, and a line feed becomes %0A.
            values[:] = [value if _WRITTEN.fullmatch(value) else quote(value, safe=_IN_ADDRESS)]
        elif (fit := _fit(value)) not in values:
            values.append(fit)
    return [(name, ", ".join(values)) for name, values in found.values()]


def _fit(value: str) -> str:
    return _UNFIT.sub(" ", value).strip()


def _written(cookie: Cookie, *, secure: bool) -> str:
    return dump_cookie(
        cookie.name, cookie.value, max_age=cookie.max_age, path=cookie.path, secure=secure, httponly=cookie.http_only,
        samesite=cookie.same_site, expires=None if cookie.max_age is None else _date(int(time.time()) + cookie.max_age),
    )


@lru_cache(maxsize=64)
def _date(at: int) -> str:
    """*at*, seconds since the epoch, as cookies write it: the same for everybody who is answered in one second."""
    return http_date(at)
