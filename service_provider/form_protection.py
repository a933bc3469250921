"""What both applications of this house do for their forms: an anti-forgery value in each, bound to the visit (Flask-WTF)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, request
from flask_wtf.csrf import CSRFError, CSRFProtect  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from doublure.secret import Secret

__all__ = ["protect_forms"]


def protect_forms(app: Flask, secret_key: Secret, stale: Callable[[], Response]) -> None:
    """Refuse each posted form without the value that this visit was given; *stale* is the page that says so."""
    app.secret_key = secret_key.reveal()
    app.config.update(
        # Bound to the visit, which ends first; and with `Referrer-Policy: no-referrer` there is no referrer to compare.
        WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False,
    )

    @app.before_request
    def keep_the_body() -> None:
        # Flask parses a form out of the stream; read first, it can be parsed again by our stricter reader.
        request.get_data(cache=True)

    CSRFProtect(app)

    @app.errorhandler(CSRFError)
    def stale_form(error: CSRFError) -> Response:
        return stale()
