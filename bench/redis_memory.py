"""How much of Redis a login takes while it is under way, at its heaviest moment."""

from __future__ import annotations

import re

from bench.browser import Browser
from bench.stacks import Bench
from bench.walk import arrive_at_provider, begin, return_to_hub
from doublure.testing.servers import RedisServer

__all__ = ["keys", "per_ten_thousand", "used"]


def used(redis: RedisServer) -> int:
    """Octets that Redis uses for everything it holds."""
    found = re.search(rb"used_memory:(\d+)", redis.ask("INFO", "memory"))
    assert found is not None
    return int(found[1])


def keys(redis: RedisServer) -> int:
    """How many keys Redis holds."""
    return int(redis.ask("DBSIZE").strip().lstrip(b":"))


def per_ten_thousand(bench: Bench, redis: RedisServer, hub: str, count: int = 2000) -> float:
    """MB that ten thousand people take who have come back from the provider and look at the confirmation page.

    Measured with *count* of them: what one takes does not depend on how many there are.
    """
    browser = Browser()
    before = used(redis)
    for _ in range(count):
        browser.forget()
        return_to_hub(browser, arrive_at_provider(browser, begin(browser, bench.url("relying-party"), hub)))
    return (used(redis) - before) / count * 10_000 / 1e6
