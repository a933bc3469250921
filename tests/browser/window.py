"""A window of Chromium as a person uses it: by what the pages show, or by the keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

__all__ = ["Windows", "log_in", "shown", "tab_to", "through"]

# How long a page may take on a busy machine; nothing waits that long otherwise.
_PATIENCE_MS = 20_000
_MOST_TABS = 120


@dataclass(slots=True)
class Windows:
    """Opens windows and listens to what they complain of: scripts that fail, content that a policy blocks."""

    chromium: Browser
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, *, language: str = "fr-FR", scripts: bool = True, width: int = 1280) -> Page:
        """A window with no past."""
        context = self.chromium.new_context(locale=language, java_script_enabled=scripts,
                                            viewport={"width": width, "height": 800})
        context.set_default_timeout(_PATIENCE_MS)
        expect.set_options(timeout=_PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        # A refusal's own status is reported as a failed resource, which it is not.
        page.on("console", lambda said: self.complaints.append(f"{page.url}: {said.text}")
                if said.type == "error" and "Failed to load resource" not in said.text else None)
        return page

    def close(self) -> None:
        """Close them all."""
        for context in self._contexts:
            context.close()


def shown(page: Page, testid: str) -> Locator:
    """The element with this data-testid."""
    return page.get_by_test_id(testid)


def log_in(page: Page, login: str, password: str = "123") -> None:
    """Fill in the form of an identity provider by the labels that the founding document fixes."""
    page.get_by_label("Mon identifiant").fill(login)
    page.get_by_label("Mon mot de passe").fill(password)
    shown(page, "login-submit").click()


def through(page: Page, idp: str, login: str) -> None:
    """From the choice page to the service."""
    shown(page, f"idp-{idp}").click()
    log_in(page, login)
    shown(page, "consent-continue").click()


def tab_to(page: Page, testid: str) -> None:
    """Press Tab until the element with this data-testid has the focus, and see that the focus shows."""
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.locator("*:focus")
        if focused.count() and focused.get_attribute("data-testid") == testid:
            outline = focused.evaluate("element => getComputedStyle(element).outlineStyle")
            assert outline != "none", f"{testid} has the focus and nobody can see it"
            return
    raise AssertionError(f"Tab never reaches {testid} on {page.url}")
