"""French by default, English by negotiation or by choice; the choice is a link, and leads nowhere else (SES-17)."""

from __future__ import annotations

import pytest

from doublure.web.language import local_path, negotiate
from tests.web.application import HOST, Application


@pytest.mark.parametrize(("header", "language"), [
    (None, "fr"), ("", "fr"), ("fr", "fr"), ("en", "en"), ("en-GB,en;q=0.9,fr;q=0.8", "en"), ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
    ("de,en;q=0.5", "en"), ("de", "fr"), ("*", "fr"), ("fr;q=0.2, en;q=0.7", "en"), ("en;q=0", "fr"), ("en;q=0.3,fr;q=0.3", "en"),
    ("EN-us", "en"), ("en;q=nan,fr;q=0.1", "fr"), ("en;q=7,fr;q=0.1", "fr"), ("en;q=", "fr"), (";;,,;q=1,", "fr"),
])
def test_the_browser_is_asked(header: str | None, language: str) -> None:
    assert negotiate(header) == language


def test_the_choice_of_the_person_wins_and_an_unknown_one_does_not_count() -> None:
    assert negotiate("fr", "en") == "en"
    assert negotiate("en", "fr") == "fr"
    assert negotiate("en", "de") == "en"
    assert negotiate(None, "<script>") == "fr"


def test_the_switch_is_a_link_that_works_without_a_script(application: Application) -> None:
    client = application.app.test_client()
    assert 'href="/language/en?next=%2Fnowhere%3Fa%3D1"' in client.get("/nowhere?a=1", base_url=f"http://{HOST}").text
    switched = client.get("/language/en?next=%2Fnowhere%3Fa%3D1", base_url=f"http://{HOST}")
    assert (switched.status_code, switched.headers["Location"]) == (303, "/nowhere?a=1")
    assert switched.headers["Set-Cookie"].startswith("hub_language=en; ")
    english = client.get("/nowhere", base_url=f"http://{HOST}").text
    assert '<html lang="en"' in english
    assert 'href="/language/fr?' in english


def test_a_route_of_the_application_sees_the_choice(application: Application) -> None:
    assert application.echoed(headers={"Cookie": "hub_language=en"}).language == "en"
    assert application.echoed(headers={"Cookie": "impots_language=en"}).language == "fr"


@pytest.mark.parametrize("target", [
    "https://evil.test", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "/\t/evil.test", "/\n/evil.test",
    "http:evil", "javascript:alert(1)", "evil.test", "", "/a\r\nSet-Cookie: x=y", "/ /evil.test", "/\x00", "?next=x",
])
def test_the_switch_is_no_open_redirect(application: Application, target: str) -> None:
    assert local_path(target) == "/"
    builder = application.app.test_client()
    answer = builder.get("/language/en", query_string={"next": target}, base_url=f"http://{HOST}")
    assert answer.headers["Location"] == "/"


def test_a_local_path_is_kept() -> None:
    for target in ("/", "/a/b?c=d&e=%2F%2Fevil.test", "/a#b", "/a:b", "/a//b"):
        assert local_path(target) == target


def test_an_unknown_language_is_no_page(application: Application) -> None:
    answer = application.call("/language/de")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_the_switch_does_not_copy_what_is_not_for_addresses(application: Application) -> None:
    page = application.call("/nowhere", QUERY_STRING="code=SECRET&state=SECRET2").text
    assert 'href="/language/en?next=%2Fnowhere"' in page
    assert "SECRET" not in page


def test_after_a_post_the_switch_leads_home(application: Application) -> None:
    assert 'href="/language/en?next=%2F"' in application.call("/nowhere", method="POST").text
