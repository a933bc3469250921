"""What nobody foresaw gives a generic answer with an identifier, and a log line with nothing of the request (SES-19, SES-20)."""

from __future__ import annotations

import json
import re
from typing import NoReturn

import pytest
from flask import abort
from structlog.testing import capture_logs

from doublure.exchange import Answer, Request
from doublure.web.adapter import SLUG
from doublure.web.pages import Pages
from doublure.web.reading import MAX_BODY
from tests.web.application import Application, make_application

SECRET = "gQ7-very-secret-code"


def fails(request: Request) -> NoReturn:
    raise ValueError(f"could not store {SECRET} of {request.query.get('nir')}")


@pytest.fixture
def failing() -> Application:
    application = make_application(json_paths=("/token", "/api/"))
    application.add("/fails", fails, "GET", "POST")
    application.add("/token", fails, "GET", "POST")
    return application


def test_an_exception_is_a_generic_page_with_an_identifier(failing: Application) -> None:
    with capture_logs() as lines:
        answer = failing.call("/fails")
    assert answer.status_code == 500
    assert 'data-testid="error-code">Y000000<' in answer.text
    assert "Une erreur inattendue est survenue" in answer.text
    assert lines[0]["id"] in answer.text
    for trace in (SECRET, "ValueError", "Traceback", "test_accidents"):
        assert trace not in answer.text


def test_the_log_says_where_and_what_kind_and_nothing_of_the_request(failing: Application) -> None:
    with capture_logs() as lines:
        failing.call("/fails?nir=2840513125042&x=%0d%0a%1b[31mforged", method="POST", data=b"password=123",
                     headers={"Cookie": f"fc_session_id={SECRET}", "User-Agent": "\x1b[31mforged"})
    [line] = lines
    assert re.fullmatch(r"test_accidents\.py:\d+", line.pop("place"))
    assert re.fullmatch(r"[0-9a-f]{16}", line.pop("id"))
    assert line == {"event": "unforeseen", "log_level": "error", "application": "hub", "kind": "ValueError", "route": "/fails"}


def test_a_machine_is_told_in_json(failing: Application) -> None:
    with capture_logs() as lines:
        answer = failing.call("/token", method="POST")
    assert (answer.status_code, answer.mimetype) == (500, "application/json")
    assert answer.json == {"error": "server_error", "error_description": f"Y000000 {lines[0]['id']}"}
    missing = failing.call("/api/nowhere", headers={"Accept": "text/html"})
    assert (missing.status_code, missing.json) == (404, {"error": "invalid_request", "error_description": "Y000404"})


def test_a_page_that_does_not_exist_is_a_page(application: Application) -> None:
    answer = application.call("/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert 'data-testid="error-code">Y000404<' in answer.text


def test_another_method_is_a_page_that_does_not_exist(application: Application) -> None:
    for method in ("DELETE", "PUT", "PROPFIND", "FOO"):
        answer = application.call(method=method)
        assert answer.status_code == 404, method
        assert "Y000404" in answer.text


def test_a_refusal_by_the_framework_is_told_with_its_status(application: Application) -> None:
    def forbids(request: Request) -> Answer:
        abort(403, SECRET)

    application.add("/forbidden", forbids)
    answer = application.call("/forbidden")
    assert answer.status_code == 403
    assert "Y000403" in answer.text
    assert SECRET not in answer.text


def test_a_body_too_large_for_a_reader_of_flask_is_413(application: Application) -> None:
    @application.app.post("/upload")
    def upload() -> str:
        from flask import request

        return str(len(request.get_data()))

    assert application.call("/upload", method="POST", data=b"x" * MAX_BODY).text == str(MAX_BODY)
    answer = application.call("/upload", method="POST", data=b"x" * (MAX_BODY + 1))
    assert answer.status_code == 413
    assert "La demande est trop longue." in answer.text


class Broken(Pages):
    """Pages whose every template fails."""

    def html(self, template: str, request: Request, *, status: int = 200, **context: object) -> Answer:
        raise RuntimeError(SECRET)


def test_even_a_broken_error_page_is_an_answer() -> None:
    application = make_application(pages=Broken([], [], "Démonstration", "hub"))
    with capture_logs() as lines:
        answer = application.call("/nowhere")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    assert answer.text == f"Y000000 {lines[0]['id']}\n"
    assert lines[0]["kind"] == "RuntimeError"


def test_no_debugger_is_ever_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    application = make_application()
    application.add("/fails", fails)
    assert application.app.debug is False
    with capture_logs():
        answer = application.call("/fails")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text


def test_two_applications_share_nothing() -> None:
    first, second = (make_application(pages=Pages([], [], name, name)) for name in ("impots", "ameli"))
    assert (first.app.extensions[SLUG], second.app.extensions[SLUG]) == ("impots", "ameli")
    assert 'data-application="impots"' in first.call("/nowhere").text
    assert 'data-application="ameli"' in second.call("/nowhere").text


def test_json_errors_are_json_of_one_shape(failing: Application) -> None:
    for method, path in (("GET", "/api/x"), ("PUT", "/token")):
        assert set(json.loads(failing.call(path, method=method).data)) == {"error", "error_description"}
