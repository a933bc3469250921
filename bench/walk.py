"""The walk of one login, the same at every hub that is measured: ten requests to the hub, the last two by the relying party."""

from __future__ import annotations

import json
import re

from bench.browser import Browser, LoginFailed

__all__ = ["arrive_at_provider", "begin", "confirm", "depart", "log_in", "return_to_hub"]

_CSRF = re.compile(rb'name="csrfToken" value="([^"]+)"')
_ACTION = re.compile(rb'<form method="post" action="([^"]+)"')
_BUTTON = re.compile(rb'name="providerUid" value="([^"]+)"')
_INTERACTION = re.compile(rb'name="interaction" value="([^"]+)"')
_FAKE_CSRF = re.compile(rb'name="csrf_token" value="([^"]+)"')


def begin(browser: Browser, relying_party: str, hub: str) -> str:
    """From the relying party's button to the provider's door: the address of the authorization request."""
    return depart(browser, browser.get(f"{relying_party}/login/{hub}").expect(303).location)


def depart(browser: Browser, asked: str) -> str:
    """Through the choice page: from the authorization request *asked* to the provider's door."""
    choice = _absolute(asked, browser.get(asked).expect(303).location)
    page = browser.get(choice).expect(200)
    return browser.post(_absolute(choice, page.find(_ACTION)),
                        {"csrfToken": page.find(_CSRF), "providerUid": page.find(_BUTTON)}).expect(303).location


def arrive_at_provider(browser: Browser, door: str) -> str:
    """At the fake: its form, its answer. The address of the return to the hub."""
    page = browser.get(door).expect(200)
    origin = "/".join(door.split("/", 3)[:3])
    return browser.post(f"{origin}/login", {
        "interaction": page.find(_INTERACTION), "csrf_token": page.find(_FAKE_CSRF), "identifier": "bruno",
        "password": "123", "action": "login",
    }).expect(303).location


def return_to_hub(browser: Browser, callback: str) -> str:
    """Callback and verification: the address of the confirmation page."""
    verification = browser.get(callback).expect(303).location
    return browser.get(verification).expect(303).location


def log_in(browser: Browser, relying_party: str, hub: str) -> None:
    """A whole login at *hub* (a name the relying party knows). Raises `LoginFailed` unless the person arrives, verified."""
    browser.forget()
    back = confirm(browser, return_to_hub(browser, arrive_at_provider(browser, begin(browser, relying_party, hub))))
    told = json.loads(browser.get(back).expect(200).body)
    if (told["alg"], told["nonce"], told["sub"]) != ("ES256", True, True) or not told["family_name"]:
        raise LoginFailed(f"the relying party read {told}")


def confirm(browser: Browser, confirmation: str) -> str:
    """Through the confirmation page: the address at the relying party, with the code."""
    page = browser.get(confirmation).expect(200)
    response = browser.post(_absolute(confirmation, page.find(_ACTION)), {"csrfToken": page.find(_CSRF)}).expect(303).location
    return browser.get(response).expect(303).location


def _absolute(page: str, target: str) -> str:
    return target if "://" in target else "/".join(page.split("/", 3)[:3]) + target
