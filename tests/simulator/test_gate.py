"""The control API answers programs and its own pages, and refuses every other web page."""

from __future__ import annotations

import base64
import json

import pytest

from doublure.secret import Secret
from tests.simulator.desk import JSON, ORIGIN, Desk, make_desk

CLIENT = {"redirect_uris": ["http://localhost:3000/callback"]}


@pytest.mark.parametrize(("headers", "status"), [
    (JSON | {"origin": "http://evil.example"}, 403),
    (JSON | {"origin": "http://localhost:4410"}, 403),
    (JSON | {"origin": "null"}, 403),
    (JSON | {"sec-fetch-site": "cross-site"}, 403),
    (JSON | {"sec-fetch-site": "same-site"}, 403),
    ({"content-type": "text/plain"}, 415),
    ({"content-type": "application/x-www-form-urlencoded"}, 415),
    ({"content-type": "multipart/form-data; boundary=x"}, 415),
    ({}, 415),
])
def test_a_write_that_a_foreign_page_could_send_is_refused(desk: Desk, headers: dict[str, str], status: int) -> None:
    answer = desk.call("POST", "/api/clients", CLIENT, headers)
    assert answer.status == status
    assert answer.content_type.startswith("application/problem+json")
    assert json.loads(answer.body)["status"] == status
    assert answer.header("access-control-allow-origin") is None
    assert desk.control.all("clients") == {}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_no_method_is_open_to_another_page(desk: Desk, method: str) -> None:
    assert desk.call(method, "/api/mail", {}, JSON | {"origin": "http://evil.example"}).status == 403


def test_a_reset_without_a_body_needs_the_content_type_too(desk: Desk) -> None:
    assert desk.call("POST", "/api/reset", headers={}).status == 415
    assert desk.resets == []
    assert desk.call("POST", "/api/reset", headers=JSON).status == 204
    assert desk.resets == [1]


@pytest.mark.parametrize("headers", [
    JSON, JSON | {"origin": ORIGIN, "sec-fetch-site": "same-origin"}, JSON | {"sec-fetch-site": "none"},
    {"content-type": "Application/JSON; charset=utf-8"},
])
def test_programs_and_own_pages_may_write(desk: Desk, headers: dict[str, str]) -> None:
    assert desk.call("POST", "/api/clients", CLIENT, headers).status == 201


def test_reading_and_removing_need_no_content_type(desk: Desk) -> None:
    assert desk.call("GET", "/api/clients", headers={}).status == 200
    assert desk.call("DELETE", "/api/mail", headers={}).status == 204


@pytest.mark.parametrize(("authorization", "status"), [
    ("", 401), ("Bearer wrong", 401), ("Basic !!!", 401), ("Digest right", 401),
    ("Bearer right", 200), ("bearer right", 200), ("Basic " + base64.b64encode(b"me:right").decode(), 200),
])
def test_away_from_loopback_every_call_needs_the_token(authorization: str, status: int) -> None:
    desk = make_desk(Secret("right"))
    answer = desk.call("GET", "/api/clients", headers={"authorization": authorization} if authorization else {})
    assert answer.status == status
    assert (answer.header("www-authenticate") is not None) is (status == 401)
