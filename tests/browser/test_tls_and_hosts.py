"""In Chromium: with host names of their own the applications are sites of their own, and over https the authority is believed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, Request, Route, expect

from simulator.trust import instructions
from tests.browser.test_the_story import NAME
from tests.browser.window import Windows, shown, through
from tests.conftest import CHROMIUM, chromium_binary
from tests.stories.federation import Federation, running_federation

pytestmark = pytest.mark.browser

APPLICATIONS = ("hub", "moncompteformation", "ameli")


@pytest.fixture(scope="module")
def own_hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    with running_federation(tmp_path_factory.mktemp("hosts"), only=APPLICATIONS, hosts=True) as running:
        yield running


@pytest.fixture(scope="module")
def over_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    with running_federation(tmp_path_factory.mktemp("tls"), only=APPLICATIONS, tls=True, hosts=True) as running:
        yield running


def story(page: Page, federation: Federation) -> None:
    site = federation.public("moncompteformation")
    page.goto(site + "/")
    shown(page, "franceconnect-button").first.click()
    through(page, "ameli", "jeanloup")
    expect(shown(page, "account-name")).to_have_text(NAME)
    shown(page, "logout").click()
    expect(shown(page, "logged-out")).to_contain_text("et de FranceConnect")
    assert page.url.startswith(site)


def arrivals(page: Page, origin: str) -> list[Request]:
    """Fills with the requests for documents of *origin*, as *page* makes them."""
    seen: list[Request] = []
    page.on("request", lambda asked: seen.append(asked)
            if asked.is_navigation_request() and asked.url.startswith(origin) else None)
    return seen


def test_the_whole_story_crosses_from_site_to_site(own_hosts: Federation, windows: Windows) -> None:
    page = windows.open()
    questions = arrivals(page, own_hosts.issuer + "/authorize?")
    returns = arrivals(page, own_hosts.issuer + "/oidc-callback?")
    story(page, own_hosts)
    assert {asked.all_headers()["sec-fetch-site"] for asked in questions + returns} == {"cross-site"}
    assert questions
    assert returns
    jars = {cookie["domain"] for cookie in page.context.cookies()}
    assert jars <= {urlsplit(own_hosts.public(slug)).hostname for slug in APPLICATIONS}
    for slug in APPLICATIONS:
        names = {cookie["name"] for cookie in page.context.cookies(own_hosts.public(slug))}
        assert all(name.startswith(("fc_", slug)) for name in names), "no application sees another's cookies"


def test_on_one_host_the_same_story_stays_on_one_site(federation: Federation, windows: Windows) -> None:
    page = windows.open()
    questions = arrivals(page, federation.issuer + "/authorize?")
    page.goto(federation.public("moncompteformation") + "/")
    shown(page, "franceconnect-button").first.click()
    expect(shown(page, "idp-ameli")).to_be_visible()
    assert questions[0].all_headers()["sec-fetch-site"] == "same-site"


@pytest.mark.parametrize(("attacker", "carried"), [("http://evil.localhost:9/", False), ("http://localhost:9/", True)])
def test_a_form_of_another_site_does_not_bring_the_hub_s_session(
    own_hosts: Federation, federation: Federation, windows: Windows, attacker: str, carried: bool,
) -> None:
    # The second case is what ports of one host would allow: SameSite looks at the site, and the port is no part of it.
    victim = federation if carried else own_hosts
    page = windows.open()
    page.goto(victim.service().asks().url)
    expect(shown(page, "idp-ameli")).to_be_visible()
    target = f"{victim.issuer}/login"

    def forged(route: Route) -> None:
        route.fulfill(content_type="text/html", body=f"<form method=post action={target}><button>go</button></form>")

    page.route(attacker, forged)
    page.goto(attacker)
    with page.expect_request(target) as sent:
        page.get_by_role("button").click()
    assert ("fc_session_id" in sent.value.all_headers().get("cookie", "")) is carried
    answer = sent.value.response()
    assert answer is not None
    # Either way it is refused: without the session, or without its token.
    assert answer.status >= 400


@contextmanager
def trusting(chromium: Browser, home: Path, steps: list[str]) -> Iterator[Windows]:
    """A Chromium of somebody whose home is *home* and who has typed *steps*."""
    own: dict[str, str | float | bool] = {"HOME": str(home), "PATH": os.environ["PATH"]}
    for step in steps:
        subprocess.run(["sh", "-c", step], check=True, env=own, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    browser = chromium.browser_type.launch(executable_path=chromium_binary(), args=list(CHROMIUM), env=own)
    opened = Windows(browser)
    try:
        yield opened
    finally:
        opened.close()
        browser.close()


def test_who_trusts_the_authority_as_we_say_logs_in_over_https(over_tls: Federation, chromium: Browser, tmp_path: Path) -> None:
    authority = over_tls.running.authorities
    assert authority is not None
    steps = next(steps for platform, steps in instructions(authority).items() if platform.startswith("Chromium"))
    with trusting(chromium, tmp_path, steps) as windows:
        page = windows.open()
        story(page, over_tls)
        assert page.evaluate("window.isSecureContext")
        assert all(cookie["secure"] for cookie in page.context.cookies())
        assert page.context.cookies()
    assert windows.complaints == []


def test_who_does_not_trust_it_sees_no_page(over_tls: Federation, windows: Windows) -> None:
    page = windows.open()
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        page.goto(over_tls.public("moncompteformation") + "/")
