"""The pages of every house, each as a person reaches it: what the tests of looks and accessibility look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.browser.window import shown
from tests.stories.federation import THE_SIX, Federation

__all__ = [
    "console_pages", "dashboard_pages", "hub_pages", "moncompteformation_pages", "provider_pages", "realistic_pages",
]

Stop = Iterator[str]


def _choice(page: Page, federation: Federation) -> None:
    page.goto(federation.service().asks().url)


def _type(page: Page, login: str, password: str) -> None:
    shown(page, "login-identifier").fill(login)
    shown(page, "login-password").fill(password)
    shown(page, "login-submit").click()


def hub_pages(page: Page, federation: Federation) -> Stop:
    """The name of each page of the hub, while *page* shows it."""
    _choice(page, federation)
    yield "choice"
    shown(page, "idp-msa").click()
    shown(page, "login-cancel").click()
    yield "choice with a banner"
    shown(page, "idp-ameli").click()
    _type(page, "bruno", "123")
    yield "confirmation"
    shown(page, "consent-detail").locator("summary").click()
    yield "confirmation, opened"
    page.goto(federation.service().asks(client_id="nobody").url)
    shown(page, "diagnosis").locator("summary").click()
    yield "error, opened"
    _choice(page, federation)
    shown(page, "idp-impots").click()
    _type(page, "homonyme", "123")
    yield "refused by the civil registry"
    page.goto(federation.public("registry") + "/")
    yield "the civil registry"
    page.goto(federation.public("hub") + "/nowhere")
    yield "not found"
    for path in ("/", "/api/v2/accessibilite", "/api/v2/session/end/success"):
        page.goto(federation.public("hub") + path)
        yield path
    # What only this platform explains: why an account is missing, and what somebody can do whom the registry does not know.
    plus = federation.public("hub-plus") + "/api/v2"
    page.goto(replace(federation.service(), issuer=plus).asks(acr_values="eidas2").url)
    shown(page, "choice-help").locator("summary").click()
    yield "choice, with its help opened"
    shown(page, "idp-laposte").click()
    _type(page, "fantome", "123")
    yield "unknown to the civil registry"
    shown(page, "help-page").click()
    yield "help"


def provider_pages(page: Page, federation: Federation) -> Stop:
    """Every provider's login page, as it is first seen and after a mistake."""
    for slug in THE_SIX:
        _choice(page, federation)
        shown(page, f"idp-{slug}").click()
        yield f"{slug}: login"
    _type(page, "bruno", "wrong")
    yield "after a wrong password"
    _type(page, "179102627490293", "wrong")
    yield "after real data"
    shown(page, "persona-bruno").click()
    yield "filled by one click"
    page.goto(federation.public("impots") + "/login?" + urlencode({"interaction": "x" * 43}))
    yield "login that is over"
    page.goto(federation.public("impots") + "/")
    yield "home"


def realistic_pages(page: Page, federation: Federation) -> Stop:
    """First pages and second steps of mode `realistic`, and the phone that answers them; what looks alike is shown once."""
    fields = {"impots": ("bruno", "123"), "laposte": ("bruno", ""), "mobileconnect": ("06 39 98 02 00", ""),
              "msa": ("marion", "Provisoire2026"), "alicem": ("", "")}
    phone = federation.public("telephone")
    for slug, (login, password) in fields.items():
        _choice(page, federation)
        shown(page, f"idp-{slug}").click()
        shown(page, "mode-realistic").click()
        shown(page, "mode-seed").wait_for()
        if slug in {"msa", "alicem"}:
            yield f"{slug}: first page"
        if login:
            shown(page, "login-identifier").fill(login)
        if password:
            shown(page, "login-password").fill(password)
        shown(page, "login-submit").click()
        if slug in {"impots", "msa"}:
            shown(page, "second-step-submit").click()
        shown(page, "second-step-submit" if slug in {"laposte", "alicem"} else "error-message").wait_for()
        yield f"{slug}: after the first page"
    code = shown(page, "second-step-pairing").inner_text()
    page.goto(f"{phone}/?code={code}")
    yield "phone: which one has read the code"
    page.goto(f"{phone}/telephone/0639980102/scan?code=ABCDEF")
    shown(page, "phone-scan-submit").click()
    shown(page, "error-message").wait_for()
    yield "phone: unknown code"
    page.goto(f"{phone}/telephone/0639980102/scan?code={code}")
    shown(page, "phone-scan-submit").click()
    shown(page, "phone-code").fill("000000")
    shown(page, "phone-accept").click()
    shown(page, "error-message").wait_for()
    yield "phone: a document to read, after a wrong code"
    shown(page, "phone-refuse").click()
    shown(page, "phone-state").wait_for()
    yield "phone: refused"
    page.goto(f"{phone}/telephone/0639980102/settings?saved=yes")
    yield "phone: settings"


def moncompteformation_pages(page: Page, federation: Federation) -> Stop:
    """The pages of moncompteformation that a login passes, and those its menus name."""
    site = federation.public("moncompteformation")
    page.goto(site + "/")
    yield "home"
    linked = page.locator("header a, nav a, footer a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for path in sorted({link for link in linked if link.startswith("/") and not link.startswith("/language/")} - {"/"}):
        page.goto(site + path)
        yield path
    page.goto(site + "/franceconnect/callback?" + urlencode({"error": "access_denied", "state": "x"}))
    yield "login that failed"
    page.goto(site + "/franceconnect/login")
    shown(page, "idp-ameli").click()
    _type(page, "jeanloup", "123")
    shown(page, "consent-continue").click()
    page.wait_for_url(site + "/**")
    # A page that asked for a login is where the login leads; the way out is in the personal space.
    page.goto(site + "/espace")
    yield "personal space"
    shown(page, "logout").click()
    shown(page, "logged-out").wait_for()
    yield "logged out"


def dashboard_pages(page: Page, federation: Federation) -> Stop:
    """The dashboard before, during and after a login, and its forms after a mistake."""
    site = federation.public("dashboard")
    page.goto(site + "/")
    yield "home"
    page.goto(site + "/franceconnect/callback?" + urlencode({"error": "access_denied", "state": "x"}))
    yield "login that failed"
    page.goto(site + "/franceconnect/login")
    shown(page, "idp-ameli").click()
    _type(page, "jeanloup", "123")
    shown(page, "consent-continue").click()
    page.wait_for_url(site + "/**")
    page.goto(site + "/history")
    yield "history"
    shown(page, "event").first.locator("summary").click()
    yield "history, opened"
    page.goto(site + "/preferences")
    yield "preferences"
    shown(page, "block-impots").evaluate("input => { input.value = 'nonsense'; input.checked = true }")
    shown(page, "preferences-submit").click()
    shown(page, "error-message").wait_for()
    yield "preferences after a mistake"
    page.goto(site + "/report")
    yield "report"
    shown(page, "report-submit").click()
    shown(page, "faults").wait_for()
    yield "report after a mistake"
    page.goto(site + "/history")
    page.locator("details a").first.evaluate("link => link.click()")
    page.get_by_label("Raison du signalement").or_(page.get_by_label("Reason of the report")).select_option("not_me")
    shown(page, "report-submit").click()
    shown(page, "reported").wait_for()
    yield "report that was sent"
    page.goto(site + "/preferences")
    page.locator("form[action='/preferences'] [name=csrf_token]").evaluate("input => { input.value = 'x' }")
    shown(page, "preferences-submit").click()
    shown(page, "error-message").wait_for()
    yield "form that is out of date"
    shown(page, "logout").click()
    shown(page, "logged-out").wait_for()
    yield "logged out"


def console_pages(page: Page, federation: Federation) -> Stop:
    """The console, with something in it to show."""
    page.goto(federation.public("moncompteformation") + "/franceconnect/login")
    shown(page, "idp-ameli").click()
    _type(page, "jeanloup", "123")
    shown(page, "consent-continue").click()
    shown(page, "account-name").wait_for()
    console = federation.public("console")
    flow = federation.api.flows(client_id="moncompteformation", limit="1")[0]["trace_id"]
    letter = federation.api.mail()[0]["id"]
    federation.api.clock(advance="PT1M", client_id="of-the-walk")
    # The forms are built of the same few fields: looked at in one language.
    forms = ("/personas/camille", "/clients/new", "/scenarios") if page.evaluate("navigator.language") == "fr-FR" else ()
    for path in ("/", "/mail", f"/mail/{letter}", "/personas", "/clients", "/providers", "/keys", "/clock", "/reset", "/flows",
                 "/errors/Y030007", *forms):
        page.goto(console + path)
        yield path
    page.goto(console + f"/flows/{flow}")
    yield "a login"
    for step in page.get_by_test_id("step").all()[4:6]:
        step.click()
    yield "a login, opened"
    federation.api.clock(reset=True, client_id="of-the-walk")
