"""What every answer says to browsers and robots (GR-06, GR-11, SES-07, SES-13), and what no page may look like (GR-03)."""

from __future__ import annotations

import pytest
from flask import redirect

from doublure.exchange import Answer, json_answer
from doublure.web.headers import CONTENT_SECURITY_POLICY
from tests.web.application import Application

PAGE = "/nowhere"


def test_no_answer_is_indexed_sniffed_or_tells_where_one_came_from(application: Application) -> None:
    application.add("/json", lambda request: json_answer({}))
    for path in ("/echo", PAGE, "/json", "/healthz", "/robots.txt", "/static/doublure.css", "/language/en"):
        headers = application.call(path).headers
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_robots_are_told_to_stay_away(application: Application) -> None:
    assert application.call("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert '<meta name="robots" content="noindex, nofollow">' in application.call(PAGE).text


def test_no_page_can_be_framed(application: Application) -> None:
    headers = application.call(PAGE).headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_the_policy_does_not_name_form_targets() -> None:
    assert "form-action" not in CONTENT_SECURITY_POLICY


def test_pages_load_nothing_from_elsewhere_and_run_nothing_inline(application: Application) -> None:
    directives = dict(part.split(" ", 1) for part in application.call(PAGE).headers["Content-Security-Policy"].split("; "))
    assert directives["default-src"] == "'none'"
    for name in ("script-src", "style-src", "connect-src", "font-src"):
        assert directives[name] == "'self'", name
    assert directives["base-uri"] == "'none'"


@pytest.mark.parametrize("feature", ["camera", "microphone", "geolocation", "nfc", "usb", "payment"])
def test_no_device_is_ever_asked_for(application: Application, feature: str) -> None:
    assert f"{feature}=()" in application.call(PAGE).headers["Permissions-Policy"].split(", ")


def test_pages_and_json_are_not_kept_by_caches(application: Application) -> None:
    application.add("/json", lambda request: json_answer({}))
    assert application.call(PAGE).headers["Cache-Control"] == "no-store"
    assert application.call("/json").headers["Cache-Control"] == "no-store"


def test_a_redirect_of_the_framework_is_no_page(application: Application) -> None:
    application.app.add_url_rule("/leads", view_func=lambda: redirect("/echo", 303))
    answer = application.call("/leads")
    assert (answer.status_code, answer.headers["Location"], answer.data) == (303, "/echo", b"")
    assert "Content-Type" not in answer.headers


def test_a_popup_that_opened_a_login_is_not_cut_off_from_it(application: Application) -> None:
    assert "Cross-Origin-Opener-Policy" not in application.call(PAGE).headers


def test_an_answer_may_set_a_header_of_its_own(application: Application) -> None:
    chosen = (("Cache-Control", "max-age=60"), ("Content-Security-Policy", "default-src 'self'"))
    own = Answer(content_type="text/html", headers=chosen)
    application.add("/own", lambda request: own)
    headers = application.call("/own").headers
    assert headers.getlist("Cache-Control") == ["max-age=60"]
    assert headers.getlist("Content-Security-Policy") == ["default-src 'self'"]


def test_the_style_sheet_is_kept_and_asked_again(application: Application) -> None:
    first = application.call("/static/doublure.css")
    assert (first.status_code, first.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    again = application.call("/static/doublure.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("name", ["../guard.py", "..%2fguard.py", "nothing.css", "%2e%2e/guard.py", "doublure.css/"])
def test_only_files_of_the_folder_are_served(application: Application, name: str) -> None:
    assert application.call(f"/static/{name}").status_code == 404
