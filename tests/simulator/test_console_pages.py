"""The console's pages: everything on them is shown, nothing on them runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from doublure.clock import FixedClock
from doublure.journal import Journal, Thread
from doublure.mail import BANNER, Letter, captured
from doublure.ports import Ports
from doublure.secret import Secret
from simulator.console.app import create_app
from tests.simulator.desk import CONFIG, NOON, make_ports

PAGES = ("/", "/mail", "/personas", "/clients", "/flows", "/errors")


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    return make_ports(tmp_path, FixedClock(NOON))


def visitor(ports: Ports, token: Secret | None = None) -> FlaskClient:
    app = create_app(ports, running=("hub", "moncompteformation", "impots", "console"), reset=lambda: None, token=token)
    app.config["SERVER_NAME"] = "localhost:4440"  # the host the test client calls
    return app.test_client()


@pytest.fixture
def browser(ports: Ports) -> Iterator[FlaskClient]:
    with visitor(ports) as client:
        yield client


def test_every_page_bears_the_banner_in_both_languages(browser: FlaskClient) -> None:
    for path in PAGES:
        french, english = (browser.get(path, headers={"accept-language": language}) for language in ("fr", "en"))
        assert (french.status_code, english.status_code) == (200, 200)
        assert BANNER in unescape(french.text)
        assert "SIMULATOR — fake site" in unescape(english.text)


def test_the_home_page_leads_to_what_was_started_and_shows_the_sandbox_client(browser: FlaskClient) -> None:
    page = browser.get("/").text
    assert "http://localhost:4410/" in page
    assert "http://localhost:4421/" in page
    assert "http://localhost:4422/" not in page
    assert "sandbox-secret-for-local-use-only-0123456789" in page


def test_a_letter_shows_its_link_and_keeps_its_html_in_a_frame_without_rights(ports: Ports, browser: FlaskClient) -> None:
    ports.outbox.send(Letter(to="camille@example.org", subject="<b>Bienvenue</b>", text="Cliquez http://localhost:4410/x?t=1",
                             html="<script>alert(1)</script><p>Bonjour</p>", sender="s@example.org", application="hub"))
    (mail,) = captured(ports.control)
    assert "&lt;b&gt;Bienvenue" in browser.get("/mail").text
    page = browser.get(f"/mail/{mail['id']}").text
    assert '<a href="http://localhost:4410/x?t=1"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_journey_shows_what_was_received_and_expected(ports: Ports, browser: FlaskClient) -> None:
    trail = Journal("hub", ports.clock, ports.sinks).trail(Thread(trace="a" * 32), "sandbox")
    trail.check("nonce is long enough", "FranceConnect", passed=False, received="<5 characters>", expected="22 or more",
                code="Y030007")
    trail.message("authorization_request", "received", "sandbox", {"scope": "openid"})
    trail.event("FC_VERIFIED", idp="impots")
    assert "Y030007" in browser.get("/flows?client_id=sandbox").text
    page = browser.get("/flows/" + "a" * 32).text
    for words in ("nonce is long enough", "&lt;5 characters&gt;", "22 or more", "authorization_request", "FC_VERIFIED",
                  '<a href="/errors/Y030007">'):
        assert words in page


def test_the_page_an_error_leads_to_says_what_to_check(browser: FlaskClient) -> None:
    page = browser.get("/errors/Y030007?id=1").text
    assert page.count("<section") == 1
    assert "22 characters at least" in page
    assert 'data-testid="unknown-code"' in browser.get("/errors/Y999999").text


@pytest.mark.parametrize("path", ["/nothing", "/mail/absent", "/flows/absent"])
def test_what_is_not_there_is_a_page(browser: FlaskClient, path: str) -> None:
    reply = browser.get(path)
    assert (reply.status_code, reply.mimetype) == (404, "text/html")


@pytest.mark.parametrize("path", ["/api", "/api/nothing"])
def test_under_api_it_is_a_problem_document(browser: FlaskClient, path: str) -> None:
    assert browser.get(path).mimetype == "application/problem+json"


def test_away_from_loopback_pages_want_the_token_and_health_does_not(ports: Ports) -> None:
    with visitor(ports, Secret("right")) as client:
        assert [client.get(path).status_code for path in PAGES] == [401] * len(PAGES)
        assert client.get("/", auth=("anybody", "right")).status_code == 200
        assert client.get("/api/clients", headers={"authorization": "Bearer right"}).status_code == 200
        assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


def test_an_edited_configuration_file_asks_for_a_restart_and_an_edited_person_does_not(
    ports: Ports, tmp_path: Path,
) -> None:
    from dataclasses import replace
    from shutil import copytree

    copytree(CONFIG, tmp_path / "config")
    with visitor(replace(ports, config=tmp_path / "config")) as client:
        (tmp_path / "config" / "personas.toml").write_text('[seule]\nfamily_name = "SEULE"\n')
        assert 'data-testid="restart"' not in client.get("/").text
        assert "SEULE" in client.get("/personas").text
        (tmp_path / "config" / "broker" / "relying_parties" / "new.toml").write_text("")
        assert "new.toml" in client.get("/").text


def test_ages_are_counted_on_the_clock_of_the_simulator(browser: FlaskClient) -> None:
    ages = {person["login"]: person["age"] for person in browser.get("/api/personas").json}
    assert date(2026, 11, 23).year - 1987 == ages["camille"]
