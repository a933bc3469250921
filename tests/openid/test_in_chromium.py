"""The platform openid in a browser: a form that posts itself to another origin, and a logout that asks."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.openid.installation import Installation, json_of, serving


class Callback(BaseHTTPRequestHandler):
    """The redirect URI of a relying party: it notes what is posted, and by which origin."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.headers.get("Origin"), parse_qs(body)))  # type: ignore[attr-defined]
        self.do_GET()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>arrived</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def callback() -> Iterator[HTTPServer]:
    with serving(Callback) as server:
        server.got = []  # type: ignore[attr-defined]
        yield server


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_form_post_passes_the_content_security_policy(
    op: Installation, chromium: Browser, callback: HTTPServer, scripts: bool,
) -> None:
    uri = f"http://localhost:{callback.server_port}/callback"
    rp = op.register("by form", redirect_uris=[uri])
    rp.redirect_uri = uri
    context = chromium.new_context(java_script_enabled=scripts)
    page, problems = context.new_page(), []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(f"{op.issuer}/oidc/authorize?{urlencode(rp.request(response_mode='form_post'))}")
    page.get_by_test_id("idp-impots").click()
    page.get_by_test_id("login-identifier").fill("bruno")
    page.get_by_test_id("login-password").fill("123")
    page.get_by_test_id("login-submit").click()
    page.get_by_test_id("consent-continue").click()
    if not scripts:
        page.get_by_test_id("form-post-continue").click()
    expect(page).to_have_title("arrived")
    (origin, fields), = callback.got  # type: ignore[attr-defined]
    assert origin == op.issuer, "relying parties compare it"
    assert set(fields) == {"code", "state", "iss"}
    assert json_of(rp.redeems(fields["code"][0]), 200)["id_token"]
    assert not [problem for problem in problems if "Content Security Policy" in problem]
    context.close()


@pytest.mark.browser
def test_a_logout_without_hint_waits_for_the_person(op: Installation, chromium: Browser, callback: HTTPServer) -> None:
    uri = f"http://localhost:{callback.server_port}/callback"
    rp = op.register("left", redirect_uris=[uri])
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{op.issuer}/oidc/authorize?{urlencode(rp.request(redirect_uri=uri))}")
    page.get_by_test_id("idp-impots").click()
    page.get_by_test_id("login-identifier").fill("bruno")
    page.get_by_test_id("login-password").fill("123")
    page.get_by_test_id("login-submit").click()
    page.get_by_test_id("consent-continue").click()
    expect(page).to_have_title("arrived")
    page.goto(f"{op.issuer}/oidc/session/end")
    expect(page.get_by_test_id("logout-confirm")).to_be_visible()
    assert not Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]}).response["violations"]
    page.get_by_test_id("logout-confirm").click()
    page.wait_for_url("**/session/end/success")
    context.close()
