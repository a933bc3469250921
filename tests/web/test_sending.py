"""An answer is sent as it is: each header once, no line break in any, cookies secure where the address is https."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doublure.exchange import Answer, Cookie, Request, json_answer, see_other, text_answer
from tests.web.application import ORIGIN, Application, make_application

SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def answering(answer: Answer, origin: str = ORIGIN) -> Application:
    application = make_application(origins=(origin, ORIGIN))
    application.add("/answer", lambda request: answer)
    return application


def test_status_body_and_type_arrive_unchanged() -> None:
    answer = answering(json_answer({"é": 1}, 418)).call("/answer")
    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (
        418, '{"é":1}'.encode(), "application/json; charset=utf-8")


def test_an_answer_without_a_type_has_none() -> None:
    assert "Content-Type" not in answering(see_other("/")).call("/answer").headers


def test_a_header_given_twice_is_one_header() -> None:
    twice = text_answer("").with_header(("Cache-Control", "no-store"), ("cache-control", "no-store"), ("Vary", "Accept"),
                                        ("Vary", "Cookie"))
    headers = answering(twice).call("/answer").headers
    assert headers.getlist("Cache-Control") == ["no-store"]
    assert headers.getlist("Vary") == ["Accept, Cookie"]


def test_no_header_of_an_answer_is_sent_twice(application: Application) -> None:
    for path in ("/echo", "/nowhere", "/static/doublure.css", "/language/en"):
        names = [name.lower() for name in application.call(path).headers.keys()]  # noqa: SIM118 - the values would be pairs
        assert len(names) == len(set(names)), path


@pytest.mark.parametrize("bad", ["\r\nSet-Cookie: fc_session_id=planted", "\n", "\r", "\x00", "\x85", "\u2028", "\x1b[31m"])
def test_no_value_can_begin_another_header(bad: str) -> None:
    headers = (("Location", f"http://localhost/?state={bad}"), ("X-Trace", f"a{bad}b"))
    answer = Answer(content_type=f"text/plain{bad}", headers=headers)
    sent = answering(answer).call("/answer")
    assert sent.status_code == 200
    assert "Set-Cookie" not in sent.headers
    for name, value in sent.headers.items():
        assert value.isascii(), name
        assert value.isprintable(), name


def test_an_address_keeps_its_meaning() -> None:
    for address in (
        "http://LOCALHOST:1337/callback?state=%0A%C3%A9%c3%a9&x=a+b%20c&y=[1]|'*~#!$", "app:///callback?code=1", "app:/x",
        "/a/../b//c;d?e&f", "http://localhost:80/", "//[", "http://[::1]:3000/x",
    ):
        assert answering(see_other(address)).call("/answer").headers["Location"] == address
    assert answering(see_other("/é?a b\n")).call("/answer").headers["Location"] == "/%C3%A9?a%20b%0A"


@given(value=st.text(max_size=60))
@SHARED
def test_whatever_a_location_and_a_header_hold_they_can_be_sent(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        return  # half a surrogate pair: nothing that is read strictly holds one
    application = make_application()
    application.add("/answer", lambda request: see_other(f"/{value}").with_header(("X-Trace", value)))
    sent = application.call("/answer")
    assert sent.status_code == 303
    assert all(each.isascii() and each.isprintable() for _, each in sent.headers)


def test_a_redirect_does_not_depend_on_the_host_header_or_a_proxy_header() -> None:
    sent = answering(see_other("/next")).call(
        "/answer", headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil"})
    assert sent.headers["Location"] == "/next"


def test_cookies_carry_what_they_were_given() -> None:
    cookies = (Cookie(name="hub_a", value="1"), Cookie(name="hub_b", value="", max_age=0, path="/api", same_site="Strict"),
               Cookie(name="hub_c", value="3", max_age=60, http_only=False))
    lines = answering(text_answer("").with_cookie(*cookies)).call("/answer").headers.getlist("Set-Cookie")
    assert lines[0] == "hub_a=1; HttpOnly; Path=/; SameSite=Lax"
    assert lines[1].startswith("hub_b=; Expires=")
    assert "Max-Age=0; HttpOnly; Path=/api; SameSite=Strict" in lines[1]
    assert "Max-Age=60" in lines[2]
    assert "HttpOnly" not in lines[2]


def test_cookies_are_for_https_only_when_the_public_address_is() -> None:
    answer = text_answer("").with_cookie(Cookie(name="hub_a", value="1"))
    assert "Secure" not in answering(answer).call("/answer").headers["Set-Cookie"]
    assert "Secure" in answering(answer, "https://fc.localhost:4400").call("/answer").headers["Set-Cookie"]


def test_head_is_answered_like_get_without_the_body(application: Application) -> None:
    head, get = application.call(method="HEAD"), application.call()
    assert (head.status_code, head.data) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


def test_variables_of_the_path_are_handed_over(application: Application) -> None:
    def handler(request: Request, uid: str) -> Answer:
        return text_answer(f"{uid} {request.path}")

    application.add("/interaction/<uid>", handler)
    assert application.call("/interaction/abc").text == "abc /interaction/abc"


def test_one_path_may_have_a_handler_for_each_method(application: Application) -> None:
    application.add("/login", lambda request: text_answer("form"), "GET")
    application.add("/login", lambda request: text_answer("sent"), "POST")
    assert [application.call("/login", method=method).text for method in ("GET", "POST")] == ["form", "sent"]


def test_a_form_sent_with_the_origin_null_is_taken(application: Application) -> None:
    # What browsers send under `Referrer-Policy: no-referrer` (relying-parties, consequence 5).
    headers = {"Origin": "null", "Content-Type": "application/x-www-form-urlencoded"}
    assert application.echoed(method="POST", data=b"a=1", headers=headers).form.get("a") == "1"
