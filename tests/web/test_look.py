"""The style sheet in a browser: readable by everybody, from a small phone to a desk, on paper, and never without the banner."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from doublure.exchange import see_other
from doublure.web.pages import BANNER, Pages
from tests.web.application import make_application

SHEET = (Path(__file__).parents[2] / "doublure/web/static/doublure.css").read_text(encoding="utf-8")
#: Every application that has a colour of its own, and one that has not.
SLUGS = ["hub", *re.findall(r'html\[data-application="([a-z-]+)"\]', SHEET)]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serves the sampler as each application at `/<slug>`."""
    # The port is known only after binding, and the application must know its own address.
    server = create_server(lambda environ, start: application.app(environ, start), host="127.0.0.1", port=0, threads=4)
    origin = f"http://127.0.0.1:{server.effective_port}"
    application = make_application(origins=(origin,))
    # To a browser `127.0.0.1` and `localhost` are two origins, although one program answers for both.
    application.add("/leave", lambda request: see_other(f"http://localhost:{server.effective_port}/echo"), "POST")
    for slug in SLUGS:
        pages = Pages([Path(__file__).parent / "templates"], [], "Démonstration", slug)
        application.add(f"/{slug}", lambda request, pages=pages: pages.html("sampler.html", request))
    pages = Pages([Path(__file__).parent / "templates"], [], "Démonstration", "hub")
    application.add("/at-once", lambda request: pages.html("at_once.html", request))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield origin
    server.trigger.pull_trigger(server.close)
    thread.join(5)
    server.task_dispatcher.shutdown()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="fr-FR")
    yield context.new_page()
    context.close()


def axe(page: Page) -> list[str]:
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.browser
@pytest.mark.parametrize("slug", SLUGS)
def test_every_application_is_accessible_in_its_own_colours(page: Page, address: str, slug: str) -> None:
    page.goto(f"{address}/{slug}")
    assert axe(page) == []


@pytest.mark.browser
def test_an_error_page_is_accessible(page: Page, address: str) -> None:
    page.goto(f"{address}/nowhere")
    assert axe(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_has_to_be_scrolled_sideways(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{address}/hub")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_the_banner_is_seen_on_screen_and_on_paper(page: Page, address: str, medium: str) -> None:
    page.emulate_media(media="print" if medium == "print" else "screen")
    page.goto(f"{address}/hub")
    banner = page.get_by_text(BANNER)
    assert banner.is_visible()
    box = banner.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["height"] >= 15


@pytest.mark.browser
def test_whatever_is_focused_shows_it(page: Page, address: str) -> None:
    page.goto(f"{address}/hub")
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        style = page.evaluate(
            "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
            " return e === document.body ? null : [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth)]; })()")
        if style is None:
            break
        assert style[1] == "solid", style
        assert style[2] >= 2, style
        seen += 1
    assert seen > 15


@pytest.mark.browser
def test_the_first_stop_of_the_keyboard_skips_to_the_content(page: Page, address: str) -> None:
    page.goto(f"{address}/hub")
    page.keyboard.press("Tab")
    link = page.get_by_text("Aller au contenu")
    assert link.is_visible()
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.browser
def test_nothing_moves_for_whoever_asked_for_calm(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/hub")
    assert page.evaluate("getComputedStyle(document.querySelector('button')).transitionDuration") in {"0s", "1e-05s"}


@pytest.mark.browser
def test_every_target_is_large_enough_for_a_finger(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{address}/hub")
    # WCAG 2.2, 2.5.8: 24 by 24; links within a sentence are excepted.
    targets = page.locator("button:not(.link-button), nav a, input, select, summary, .highlight").all()
    boxes = [(target.inner_text(), target.bounding_box()) for target in targets]
    assert len(boxes) > 15
    assert not [text for text, box in boxes if box is None or min(box["width"], box["height"]) < 24]


@pytest.mark.browser
def test_the_page_breaks_no_rule_of_its_own_policy(page: Page, address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/hub")
    assert complaints == []


@pytest.mark.browser
def test_a_form_that_ends_on_another_origin_is_not_blocked(page: Page, address: str) -> None:
    # What `form-action` would break: the post is answered by a redirect to another origin (domain §3.2).
    page.goto(f"{address}/hub")
    page.get_by_role("button", name="Me connecter").click()
    page.wait_for_url("http://localhost:*/echo", timeout=10_000)
    assert page.locator("body").inner_text() == "read"


@pytest.mark.browser
def test_a_form_marked_for_it_is_sent_at_once(page: Page, address: str) -> None:
    page.goto(f"{address}/at-once")
    page.wait_for_url("http://localhost:*/echo", timeout=10_000)


@pytest.mark.browser
def test_a_page_in_a_frame_stays_blank(page: Page, address: str) -> None:
    with page.expect_event("console", lambda message: "frame-ancestors" in message.text or "X-Frame-Options" in message.text):
        page.set_content(f'<iframe src="{address}/hub"></iframe>')
    assert BANNER not in (page.frames[-1].content() if len(page.frames) > 1 else "")


def test_the_sheet_never_hides_the_banner() -> None:
    for rule in re.findall(r"\.simulator-banner[^{]*\{([^}]*)\}", SHEET):
        assert not re.search(r"display:\s*none|visibility:\s*hidden|opacity:\s*0|position:\s*(?:absolute|fixed)|clip", rule)
