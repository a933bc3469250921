"""What nobody foresaw: a page or a JSON error with an identifier, and never a word of the exception (CWE-209)."""

from __future__ import annotations

import json
import secrets

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from doublure.web.adapter import read_request, to_response
from doublure.web.errors import error_page
from doublure.web.pages import Pages

__all__ = ["handle_accidents"]

_SENTENCES = {
    400: "La demande est illisible.",
    403: "Cette action n’est pas permise.",
    404: "Cette page n’existe pas.",
    405: "Cette page n’existe pas.",
    413: "La demande est trop longue.",
}
_UNEXPECTED = "Une erreur inattendue est survenue. Réessayez plus tard."


def handle_accidents(app: Flask, pages: Pages, json_paths: tuple[str, ...]) -> None:
    """Answer HTTP errors and unhandled exceptions. Codes: `Y000` and the status (contract §7), `Y000000` for the unforeseen."""
    log = structlog.get_logger(pages.slug)

    def show(status: int, identifier: str | None = None, headers: dict[str, str] | None = None) -> Response:
        # Another method on a known path is a page that does not exist: the real hub routes by method (contract §1.1).
        shown = 404 if status == 405 else status
        code = "Y000000" if shown == 500 else f"Y000{shown}"
        sentence = _SENTENCES.get(shown, _UNEXPECTED)
        if json_paths and request.path.startswith(json_paths):
            body = {"error": "server_error" if shown == 500 else "invalid_request", "error_description": code}
            answered = Response(json.dumps(body), shown, content_type="application/json")
        else:
            support = [f"id: {identifier}"] if identifier else []
            answered = to_response(
                app, error_page(pages, read_request(pages.slug), code=code, status=shown, sentence=sentence, diagnosis=support)
            )
        answered.headers.update(headers or {})
        return answered

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if error.response is not None and error.code is not None and 300 <= error.code < 400:
            return Response(status=error.code, headers=dict(error.response.headers))  # Werkzeug's own redirects
        return show(error.code or 500)

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        # An identifier joins the page and the log; it protects nothing, so it needs no injected randomness.
        identifier = secrets.token_hex(8)
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        place = f"{frame.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.tb_lineno}" if frame else ""
        # The message of an exception may hold what the person typed: only its kind and its place are logged.
        log.error("unforeseen", id=identifier, kind=type(error).__name__, place=place, route=str(request.url_rule))
        return show(500, identifier)
