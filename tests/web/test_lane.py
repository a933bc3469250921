"""The lane answers as Flask's road does, octet by octet, and leaves to it whatever is out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doublure.exchange import Answer, Cookie, Request, json_answer, see_other, text_answer
from doublure.storage.errors import StoreUnavailable
from doublure.web.errors import error_page
from doublure.web.lane import LaneRefused, open_lane
from tests.web.application import Application, make_application
from tests.web.twin import Roads, both_roads


def _echo(request: Request, **variables: str) -> Answer:
    said = [*request.query.pairs, *request.form.pairs, *variables.items(), *sorted(request.cookies.items())]
    return text_answer(f"{request.fault} {request.language} {said}")


def _breaks(request: Request) -> Answer:
    raise ValueError("secret words")


def _store_down(request: Request) -> Answer:
    raise StoreUnavailable("The store does not answer.")


def _application() -> Application:
    application = make_application(metrics=True)
    for rule, handler, methods in (
        ("/read", _echo, ("GET", "POST")),
        ("/visit/<uid>", _echo, ("GET",)),
        ("/visit/<uid>/verify", _echo, ("GET",)),
        ("/page", lambda request: error_page(application.pages, request, code="Y1", status=400, sentence="Non."), ("GET",)),
        ("/json", lambda request: json_answer({"é": 1}, 400, ("Cache-Control", "no-cache"), ("Pragma", "no-cache")), ("GET",)),
        ("/away", lambda request: see_other("http://localhost:1/a?b=é\r\nX: y").with_cookie(
            Cookie(name="one", value="1", max_age=60), Cookie(name="two", value="", max_age=0)), ("GET", "POST")),
        ("/nothing", lambda request: Answer(status=204, headers=(("X-Own", "1"),)), ("GET",)),
        ("/unchanged", lambda request: Answer(status=304, headers=(("ETag", '"1"'),)), ("GET",)),
        ("/breaks", _breaks, ("GET", "POST")),
        ("/store-down", _store_down, ("GET",)),
    ):
        application.add(rule, handler, *methods)
    open_lane(application.app)
    return application


@pytest.fixture(scope="module")
def roads() -> Iterator[Roads]:
    with both_roads() as compared:
        yield compared


@pytest.fixture(scope="module")
def application(roads: Roads) -> Application:
    return _application()


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(("path", "method", "headers", "data"), [
    ("/read?a=1&b=2&a=3", "GET", {"Accept-Language": "en", "Cookie": "hub_language=fr; x=1; x=2"}, None),
    ("/read?a=%FF", "GET", {}, None),
    ("/read?a=%00", "GET", {"Cookie": 'bad="\\377"'}, None),
    ("/read", "POST", FORM, b"a=1&b=%C3%A9"),
    ("/read", "POST", FORM | {"X-Odd_Name": "1"}, b"%FF=1"),
    ("/read", "POST", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, b"a=+"),
    ("/visit/u", "GET", {}, None),
    ("/visit/u/verify", "GET", {}, None),
    ("/page", "GET", {"Accept-Language": "en"}, None),
    ("/json", "GET", {}, None),
    ("/away", "GET", {}, None),
    ("/away", "POST", FORM, b""),
])
def test_what_the_lane_answers_is_what_the_road_would_have_answered(
    application: Application, roads: Roads, path: str, method: str, headers: dict[str, str], data: bytes | None,
) -> None:
    before = roads.compared
    application.call(path, method, headers, data)
    assert roads.compared == before + 1, "the lane left this to the road"
    assert roads.differences == []


@pytest.mark.parametrize(("path", "method", "headers", "data", "status"), [
    ("/read", "HEAD", {}, None, 200),
    ("/read", "OPTIONS", {}, None, 200),
    ("/read", "DELETE", {}, None, 404),
    ("/visit/", "GET", {}, None, 404),
    ("/visit/a/b/c", "GET", {}, None, 404),
    ("//read", "GET", {}, None, 404),
    ("/visit/%C3%A9", "GET", {}, None, 200),
    ("/visit/a%2Fb", "GET", {}, None, 404),
    ("/read", "GET", {"Host": "evil.example"}, None, 421),
    ("/read", "POST", {"Content-Type": "text/plain"}, b"a=1", 200),
    ("/read", "POST", {"Content-Type": "application/x-www-form-urlencoded; charset=latin-1"}, b"a=1", 200),
    ("/nothing", "GET", {}, None, 204),
    ("/unchanged", "GET", {}, None, 304),
    ("/breaks", "GET", {}, None, 500),
    ("/breaks", "POST", FORM, b"a=1", 500),
    ("/store-down", "GET", {}, None, 503),
])
def test_what_is_out_of_the_ordinary_takes_the_road(
    application: Application, roads: Roads, path: str, method: str, headers: dict[str, str], data: bytes | None, status: int,
) -> None:
    before = roads.compared
    answer = application.call(path, method, headers, data)
    assert (answer.status_code, roads.compared) == (status, before)
    assert b"secret words" not in answer.data


def test_a_station_that_fails_has_run_once() -> None:
    runs: list[str] = []
    application = make_application()

    def once(request: Request) -> Answer:
        runs.append(request.form.get("a") or "")
        raise ValueError

    application.add("/once", once, "POST")
    open_lane(application.app)
    assert application.call("/once", "POST", FORM, b"a=1").status_code == 500
    assert runs == ["1"]


def test_a_body_shorter_than_announced_is_no_form(application: Application) -> None:
    answer = application.call("/read", "POST", FORM, b"a=1", CONTENT_LENGTH="40")
    assert "body shorter than announced" in answer.text


def test_a_body_larger_than_allowed_is_not_read(application: Application) -> None:
    answer = application.call("/read", "POST", FORM, b"a=" + b"1" * 70_000)
    assert "body larger than" in answer.text


def test_the_lane_counts_what_it_answers() -> None:
    application = _application()
    application.call("/visit/u")
    application.call("/breaks")
    told = application.call("/metrics").text
    assert 'http_requests_total{method="GET",route="/visit/<uid>",status="200"} 1.0' in told
    assert 'http_requests_total{method="GET",route="/breaks",status="500"} 1.0' in told
    assert 'http_request_duration_seconds_count{route="/visit/<uid>"} 1.0' in told


def test_the_lane_is_refused_where_something_else_runs_around_requests() -> None:
    application = make_application()

    @application.app.before_request
    def guard() -> None: ...

    with pytest.raises(LaneRefused, match="guard runs around every request"):
        open_lane(application.app)


_TEXT = st.text(max_size=12)
_PAIRS = st.lists(st.tuples(_TEXT, _TEXT), max_size=4)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.binary(max_size=40), body=st.binary(max_size=60), cookie=st.binary(max_size=30), accept=st.text(
    alphabet=st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=20), pairs=_PAIRS)
def test_both_roads_read_anything_alike(
    application: Application, roads: Roads, query: bytes, body: bytes, cookie: bytes, accept: str, pairs: Any,
) -> None:
    variables = {"QUERY_STRING": query.decode("latin-1"), "HTTP_COOKIE": cookie.decode("latin-1"), "HTTP_ACCEPT_LANGUAGE": accept}
    application.call("/read", "POST", FORM, body, **variables)
    posted = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in pairs)
    application.call("/read", "POST", FORM, posted.encode(), **variables)
    assert roads.differences == []
