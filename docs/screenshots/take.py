"""Takes the ten pictures of this folder: the story of the README, page by page. Run by `make screenshots`.

Everything runs in this process on the usual ports, which must be free, and on a state folder that is thrown away.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from simulator.launcher import Plan, Running, launch

HERE = Path(__file__).resolve().parent
#: As wide as the pictures; their height is that of what they show, up to a limit.
WIDTH, LOWEST, HIGHEST = 1280, 480, 1250
#: No picture may weigh more, in bytes: they are kept in the repository.
HEAVIEST = 200_000
ARGUMENTS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]

NUMBER, PASSWORD = "2 87 03 55 140 901 60", "Zanzibar2031"


def pages(page: Page, running: Running) -> Iterator[str]:
    """Camille comes with FranceConnect, makes her account, and a developer looks behind the scenes; a name per picture."""
    site, console = running.addresses.public("moncompteformation"), running.addresses.public("console")

    def press(testid: str) -> None:
        page.get_by_test_id(testid).first.click()

    page.goto(site + "/")
    yield "01-home"
    press("franceconnect-button")
    yield "02-choice-of-an-account"
    press("idp-impots")
    press("persona-camille")
    yield "03-login-at-a-provider"
    press("login-submit")
    page.get_by_test_id("consent-detail").locator("summary").click()
    yield "04-connection-established"
    press("consent-continue")
    page.fill("#nir", NUMBER)
    yield "05-registration-identity"
    press("step-next")
    page.fill("#mobile", "06 39 98 01 01")
    press("step-next")
    page.fill("#street_number", "12")
    page.select_option("#street_type", label="Rue")
    page.fill("#street_name", "des Essais")
    page.fill("#postal_code", "55110")
    press("step-next")
    page.select_option("#town", label="55110 Cunel")
    yield "06-registration-address"
    press("step-next")
    page.fill("#password", PASSWORD)
    page.fill("#password_confirmation", PASSWORD)
    page.check("#accept_terms")
    yield "07-registration-password"
    press("register-submit")
    page.get_by_test_id("registered").wait_for()
    page.goto(console + "/mail")
    page.locator("main a[href^='/mail/']").first.click()
    page.frame_locator("iframe").get_by_role("link").wait_for()
    yield "08-letter-in-the-console"
    link = page.evaluate('document.documentElement.innerHTML.match(/http[^\\s"<>]*\\/inscription\\/confirmation\\/[\\w-]+/)[0]')
    page.goto(link)
    page.goto(site + "/connexion")
    page.get_by_test_id("login-nir").fill(NUMBER)
    page.get_by_test_id("login-password").fill(PASSWORD)
    press("login-submit")
    page.get_by_test_id("account-name").wait_for()
    yield "09-personal-space"
    page.goto(console + "/flows")
    page.locator("main a[href^='/flows/']").first.click()
    yield "10-a-login-explained"


def take(running: Running) -> list[Path]:
    """Walk, and write one file per page."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        sys.exit("Chromium is not installed: the package is called chromium.")
    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
        page = browser.new_page(locale="fr-FR", viewport={"width": WIDTH, "height": LOWEST}, reduced_motion="reduce")
        for name in pages(page, running):
            page.evaluate("document.activeElement?.blur()")
            tall = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": WIDTH, "height": min(max(tall, LOWEST), HIGHEST)})
            page.wait_for_timeout(200)  # frames are painted a moment after the page
            taken.append(HERE / f"{name}.png")
            page.screenshot(path=taken[-1])
            page.set_viewport_size({"width": WIDTH, "height": LOWEST})
        browser.close()
    return taken


def main() -> None:
    """Start, take, stop, weigh."""
    with tempfile.TemporaryDirectory() as state:
        running = launch(Plan(config=HERE.parents[1] / "config", state=Path(state)))
        try:
            taken = take(running)
        finally:
            running.stop()
    for old in set(HERE.glob("*.png")) - set(taken):
        old.unlink()
    heavy = [file.name for file in taken if file.stat().st_size > HEAVIEST]
    for file in taken:
        print(f"{file.stat().st_size:7} {file.name}")
    if heavy:
        sys.exit(f"too heavy for the repository: {', '.join(heavy)}")


if __name__ == "__main__":
    main()
