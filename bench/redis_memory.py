"""How much of Redis a login takes while it is under way, at its heaviest moment."""

from __future__ import annotations

import re

from redis import Redis

from bench.browser import Browser
from bench.stacks import Bench
from bench.walk import arrive_at_provider, begin, return_to_hub
from doublure.testing.servers import RedisServer

__all__ = ["ends", "keys", "per_ten_thousand", "used"]


def used(redis: RedisServer) -> int:
    """Octets that Redis uses for everything it holds."""
    found = re.search(rb"used_memory:(\d+)", redis.ask("INFO", "memory"))
    assert found is not None
    return int(found[1])


def keys(redis: RedisServer) -> int:
    """How many keys Redis holds."""
    return int(redis.ask("DBSIZE").strip().lstrip(b":"))


def ends(redis: RedisServer) -> tuple[int, float]:
    """How many keys never end, and the longest time until any other does, in seconds."""
    client = Redis(port=redis.port)
    endless, longest, batch = 0, 0.0, []

    def judge() -> None:
        nonlocal endless, longest
        pipeline = client.pipeline(transaction=False)
        for key in batch:
            pipeline.pttl(key)
        for left in pipeline.execute():
            endless += left == -1
            longest = max(longest, left / 1000)
        batch.clear()

    for key in client.scan_iter(count=1000):
        batch.append(key)
        if len(batch) == 1000:
            judge()
    judge()
    client.close()
    return endless, longest


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
