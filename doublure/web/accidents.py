"""What nobody foresaw: a page or a JSON error with an identifier, and never a word of the exception (CWE-209)."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from types import TracebackType

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from doublure.exchange import Answer, json_answer, text_answer
from doublure.log import Log
from doublure.storage.errors import StorageError
from doublure.web.adapter import read_request, to_response
from doublure.web.errors import error_page
from doublure.web.pages import Pages

__all__ = ["handle_accidents"]

_SENTENCES = {
    400: "La demande est illisible.",
    403: "Cette action n’est pas permise.",
    404: "Cette page n’existe pas.",
    405: "Cette adresse ne répond pas à ce type de demande.",
    413: "La demande est trop longue.",
    503: "Le service est momentanément indisponible. Réessayez dans quelques instants.",
}
_UNEXPECTED = "Une erreur inattendue est survenue. Réessayez plus tard."


def handle_accidents(app: Flask, pages: Pages, json_paths: tuple[str, ...], *, tells_methods: bool = False) -> None:
    """Answer HTTP errors and unhandled exceptions. Codes: `Y000` and the status (contract §7), `Y000000` for the unforeseen.

    Another method on a known path is a page that does not exist, as the real hub routes by method (contract §1.1); an
    application that *tells_methods* answers 405 and says which there are (RFC 9110 §15.5.6).
    """
    log = Log(application=pages.slug)

    def record(error: Exception) -> str:
        # An identifier joins the page and the log; it protects nothing, so it needs no injected randomness.
        identifier = secrets.token_hex(8)
        # The message of an exception may hold what the person typed: only its kind and its place are logged.
        rule = request.url_rule.rule if request.url_rule else "none"
        log.error("unforeseen", id=identifier, kind=type(error).__name__, place=_place(error.__traceback__), route=rule)
        return identifier

    def show(status: int, identifier: str | None = None) -> Response:
        if json_paths and request.path.startswith(json_paths):
            return to_response(app, _as_json(status, identifier))
        try:
            return to_response(app, _as_page(pages, status, identifier))
        except Exception as error:  # noqa: BLE001 - the page itself is broken; there must still be an answer
            told = f"{_code(500)} {record(error)}\n"
            return to_response(app, text_answer(told, 500))

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if error.response is not None and error.code is not None and 300 <= error.code < 400:
            return Response(status=error.code, headers=dict(error.response.headers))  # Werkzeug's own redirects
        if not isinstance(error, MethodNotAllowed):
            return show(error.code or 500)
        if not tells_methods:
            return show(404)
        answer = show(405)
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return answer

    @app.errorhandler(StorageError)
    def store_down(error: StorageError) -> Response:
        answer = show(503, record(error))
        answer.headers["Retry-After"] = "5"
        return answer

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        return show(500, record(error))


def _code(status: int) -> str:
    return "Y000000" if status == 500 else f"Y000{status}"


def _as_json(status: int, identifier: str | None) -> Answer:
    error = "server_error" if status >= 500 else "invalid_request"
    description = f"{_code(status)} {identifier}" if identifier else _code(status)
    return json_answer({"error": error, "error_description": description}, status)


def _as_page(pages: Pages, status: int, identifier: str | None) -> Answer:
    return error_page(
        pages, read_request(pages.slug), code=_code(status), status=status, sentence=_SENTENCES.get(status, _UNEXPECTED),
        diagnosis=f"id: {identifier}" if identifier else (),
    )


def _place(trace: TracebackType | None) -> str:
    """File name and line where an exception was raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
