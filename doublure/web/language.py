"""French by default, English by negotiation (RFC 9110 §12.5.4) or by choice, kept in a cookie of the application."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

__all__ = ["LANGUAGES", "add_language_switch", "cookie_name", "local_path", "negotiate"]

LANGUAGES = ("fr", "en")


def cookie_name(slug: str) -> str:
    """The application's language cookie."""
    return f"{slug}_language"


def negotiate(accept_language: str | None, cookie: str | None = None) -> str:
    """`fr` or `en`: the person's choice, else the one preferred by her browser, else French."""
    if cookie in LANGUAGES:
        return cookie
    preferred = [("fr", 0.0)]
    for position, part in enumerate((accept_language or "")[:500].split(",")):
        name, _, weight = part.strip().partition(";")
        language = name.strip().lower().split("-")[0]
        if language in LANGUAGES:
            preferred.append((language, _quality(weight) - position * 1e-6))
    return max(preferred, key=lambda pair: pair[1])[0]


def local_path(target: str | None) -> str:
    """*target* if it is a path of this very application, `/` otherwise: never an open redirect (CWE-601)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    if any(ord(sign) < 33 or ord(sign) == 127 or sign == "\\" for sign in target):
        return "/"
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else "/"


def add_language_switch(app: Flask, slug: str) -> None:
    """`GET /language/<language>?next=<path>`: remember the choice and go back to where one was."""

    @app.get("/language/<language>")
    def choose_language(language: str) -> Response:
        response = Response(status=303, headers={"Location": local_path(request.args.get("next"))})
        if language in LANGUAGES:
            response.set_cookie(
                cookie_name(slug), language, max_age=31_536_000, httponly=True, samesite="Lax",
                secure=app.extensions["doublure-secure"],
            )
        return response


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if not name:
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
