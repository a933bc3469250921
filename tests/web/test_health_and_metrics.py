"""Liveness, readiness and figures, for whoever operates an application."""

from __future__ import annotations

import re

import pytest
from structlog.testing import capture_logs

from doublure.exchange import Answer, Request, text_answer
from tests.web.application import Application, make_application


class StoreUnavailable(Exception):  # noqa: N818 - stands for the store's
    pass


def test_an_application_that_lives_says_ok(application: Application) -> None:
    answer = application.call("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_an_application_is_ready_when_what_it_needs_answers() -> None:
    state = {"up": True}

    def ready() -> None:
        if not state["up"]:
            raise StoreUnavailable("redis://:password@10.0.0.1")

    application = make_application(ready=ready)
    assert application.call("/readyz").status_code == 200
    state["up"] = False
    answer = application.call("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable", "reason": "StoreUnavailable"})
    assert application.call("/healthz").status_code == 200


@pytest.fixture
def measured() -> Application:
    application = make_application(metrics=True)

    def fails(request: Request) -> Answer:
        raise ValueError

    application.add("/interaction/<uid>", lambda request, uid: text_answer(uid))
    application.add("/fails", fails)
    return application


def figures(application: Application) -> str:
    answer = application.call("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    return answer.text


def test_requests_are_counted_by_route_method_and_status(measured: Application) -> None:
    measured.call("/interaction/one")
    measured.call("/interaction/two")
    measured.call("/nowhere")
    with capture_logs():
        measured.call("/fails")
    text = figures(measured)
    assert 'http_requests_total{method="GET",route="/interaction/<uid>",status="200"} 2.0' in text
    assert 'http_requests_total{method="GET",route="none",status="404"} 1.0' in text
    assert 'http_requests_total{method="GET",route="/fails",status="500"} 1.0' in text
    assert 'http_request_duration_seconds_count{route="/interaction/<uid>"} 2.0' in text
    assert re.search(r'http_request_duration_seconds_bucket\{le="\+Inf",route="/fails"\} 1.0', text)


def test_no_value_of_a_request_becomes_a_label(measured: Application) -> None:
    measured.call("/interaction/SECRET?code=SECRET")
    measured.call("/SECRET", method="SECRET")
    text = figures(measured)
    assert "SECRET" not in text
    assert 'method="other"' in text


def test_each_application_counts_for_itself(measured: Application) -> None:
    measured.call("/interaction/one")
    assert 'route="/interaction/<uid>"' not in figures(make_application(metrics=True))


def test_there_are_no_figures_where_none_were_asked_for(application: Application) -> None:
    assert application.call("/metrics").status_code == 404
