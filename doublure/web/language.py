"""French by default, English by negotiation (RFC 9110 §12.5.4) or by choice, kept in a cookie of the application."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from doublure.exchange import Cookie, see_other
from doublure.web.sending import to_response

__all__ = ["LANGUAGES", "add_language_switch", "cookie_name", "local_path", "negotiate"]

LANGUAGES = ("fr", "en")

_YEAR_S = 31_536_000
#: Beginning of an `Accept-Language` that is read; browsers send far less.
_LONGEST = 500
_QUALITY = re.compile(r"(?:q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?", re.IGNORECASE | re.ASCII)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


def cookie_name(slug: str) -> str:
    """The application's language cookie."""
    return f"{slug}_language"


def negotiate(accept_language: str | None, cookie: str | None = None) -> str:
    """`fr` or `en`: the person's choice, else the one preferred by her browser, else French."""
    return cookie if cookie in LANGUAGES else _preferred((accept_language or "")[:_LONGEST])


@lru_cache(maxsize=256)
def _preferred(accept_language: str) -> str:
    preferred = [("fr", 0.0)]
    for position, part in enumerate(accept_language.split(",")):
        name, _, weight = part.strip().partition(";")
        language = name.strip().lower().split("-")[0]
        if language in LANGUAGES:
            preferred.append((language, _quality(weight) - position * 1e-6))
    return max(preferred, key=lambda pair: pair[1])[0]


def local_path(target: str | None) -> str:
    """*target* if it is a path of this very application, `/` otherwise: never an open redirect (CWE-601)."""
    if not target or not target.startswith("/") or target.startswith("//") or _UNSAFE.search(target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target


def add_language_switch(app: Flask, slug: str) -> None:
    """`GET /language/<language>?next=<path>`: remember the choice and go back to where one was."""

    @app.get("/language/<language>")
    def choose_language(language: str) -> Response:
        if language not in LANGUAGES:
            abort(404)
        chosen = Cookie(name=cookie_name(slug), value=language, max_age=_YEAR_S)
        return to_response(app, see_other(local_path(request.args.get("next"))).with_cookie(chosen))


def _quality(weight: str) -> float:
    found = _QUALITY.fullmatch(weight.strip())
    if found is None:
        return 0.0
    return 1.0 if found[1] is None else float(found[1])
