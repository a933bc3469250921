"""From one worker to two: the hub alone, before a provider that costs next to nothing, on Redis, which the workers share."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlencode, urlsplit

from bench.browser import Browser, LoginFailed
from bench.stacks import CLIENT, SCOPE, SECRET, Bench
from bench.walk import confirm, depart, return_to_hub

__all__ = ["hub_alone", "in_turn"]

_PEOPLE = 6


def in_turn(bench: Bench, hubs: Sequence[str], *, rounds: int = 5, seconds: float = 4.0) -> dict[str, list[float]]:
    """Logins per second of each of *hubs*, *rounds* times in turn."""
    found: dict[str, list[float]] = {hub: [] for hub in hubs}
    for _ in range(rounds):
        for hub in hubs:
            found[hub].append(_rate(bench, hub, seconds))
    return found


def _rate(bench: Bench, hub: str, seconds: float) -> float:
    started = time.perf_counter()
    end = started + seconds

    def walk(browser: Browser) -> int:
        done = 0
        while time.perf_counter() < end:
            hub_alone(browser, bench, hub)
            done += 1
        browser.close()
        return done

    with ThreadPoolExecutor(_PEOPLE) as pool:
        return sum(pool.map(walk, [Browser() for _ in range(_PEOPLE)])) / (time.perf_counter() - started)


def hub_alone(browser: Browser, bench: Bench, hub: str) -> None:
    """A login in which the driver is the relying party and the provider a stub: ten requests to the hub. Raises `LoginFailed`."""
    browser.forget()
    base, redirect = f"{bench.url(hub)}/api/v2", f"{bench.url('relying-party')}/callback/{hub}"
    asked = urlencode({"response_type": "code", "client_id": CLIENT, "redirect_uri": redirect, "scope": SCOPE,
                       "state": "s" * 32, "nonce": "n" * 32, "acr_values": "eidas1"})
    callback = browser.get(depart(browser, f"{base}/authorize?{asked}")).expect(303).location
    back = parse_qs(urlsplit(confirm(browser, return_to_hub(browser, callback))).query)
    given = json.loads(browser.post(f"{base}/token", {
        "grant_type": "authorization_code", "code": back["code"][0], "redirect_uri": redirect, "client_id": CLIENT,
        "client_secret": SECRET,
    }).expect(200).body)
    if browser.get(f"{base}/userinfo", given["access_token"]).expect(200).body.count(b".") != 2:
        raise LoginFailed("userinfo is not a signed token")
