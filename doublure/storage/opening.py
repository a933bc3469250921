"""From a URL to a store or a control store. redis-py is imported only when the URL asks for it: it costs a third of a second."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from doublure.clock import Clock, TravellingClock, shared_time
from doublure.storage.ageing import AgeingStore, DatesOfTheStore
from doublure.storage.control import ControlStore
from doublure.storage.control_memory import MemoryControl
from doublure.storage.errors import StorageUrlRefused
from doublure.storage.interface import Store
from doublure.storage.keys import checked_prefix
from doublure.storage.memory import MemoryStore
from doublure.storage.redis_url import SCHEMES, redis_address

__all__ = ["open_control", "open_store"]


def open_store(url: str, *, clock: Clock, prefix: str = "doublure") -> Store:
    """The store at *url*: `memory:` (`?max_items=`) or an address of Redis (see `redis_address`).

    A *clock* that travels makes a store whose values age with it. Raises `StorageUrlRefused`. Nothing is connected yet:
    `ping` tells whether it answers.
    """
    if isinstance(clock, TravellingClock):
        return AgeingStore(_opened(url, DatesOfTheStore(clock), shared_time(clock), prefix), clock)
    return _opened(url, clock, clock, prefix)


def _opened(url: str, clock: Clock, sweeping: Clock, prefix: str) -> Store:
    checked_prefix(prefix)
    if _scheme(url) == "memory":
        return MemoryStore(clock, _max_items(url), sweeping=sweeping)
    address = redis_address(url)
    from doublure.storage.redis import RedisStore
    from doublure.storage.redis_connection import connect

    return RedisStore(connect(address), clock, prefix)


def open_control(url: str, *, clock: Clock, prefix: str = "doublure") -> ControlStore:
    """The control store at *url*, which may be the URL of a store: their keys do not meet."""
    checked_prefix(prefix)
    if _scheme(url) == "memory":
        return MemoryControl(clock)
    address = redis_address(url)
    from doublure.storage.control_redis import RedisControl
    from doublure.storage.redis_connection import connect

    return RedisControl(connect(address), prefix)


def _scheme(url: str) -> str:
    scheme = urlsplit(url).scheme
    if scheme != "memory" and scheme not in SCHEMES:
        possible = ", ".join(f"{name}://" for name in sorted(SCHEMES))
        raise StorageUrlRefused(f"A store's address begins with memory: or {possible}, not with “{scheme}”.")
    return scheme


def _max_items(url: str) -> int:
    options = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    text = options.pop("max_items", "200000")
    if options or not text.isdecimal() or int(text) < 1:
        raise StorageUrlRefused(f"“{url}” is not an address of the memory store: memory: or memory:?max_items=200000.")
    return int(text)
