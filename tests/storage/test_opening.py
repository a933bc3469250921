"""Addresses of stores: what is possible, and the sentence for what is not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from doublure.clock import FixedClock
from doublure.storage import FOREVER, Key, StorageUrlRefused, StoreFull, open_control, open_store
from doublure.storage.redis_url import redis_address


@pytest.mark.parametrize(("url", "sentence"), [
    ("mongodb://localhost", "begins with memory: or redis"),
    ("", "begins with memory:"),
    ("memory:?max_items=none", "memory:?max_items=200000"),
    ("memory:?max_items=0", "memory:?max_items=200000"),
    ("memory:?size=5", "memory:?max_items=200000"),
    ("redis://localhost?max_conections=5", "unknown option “max_conections”. Possible are: client_name, db"),
    ("redis://localhost?socket_timeout=soon", "the option “socket_timeout” is not a number"),
    ("redis+sentinel://localhost:26379", "does not name the service"),
    ("redis+sentinel://localhost:26379/main/first", "does not name the service"),
    ("redis+cluster://localhost:70000,other", "a host that cannot be read"),
    ("redis+cluster://:7000", "a host that cannot be read"),
])
def test_a_wrong_address_is_refused_with_a_sentence(url: str, sentence: str, clock: FixedClock) -> None:
    for opening in (open_store, open_control):
        if not url.startswith("memory:") or opening is open_store:
            with pytest.raises(StorageUrlRefused) as refused:
                opening(url, clock=clock)
            assert sentence in str(refused.value)


def test_a_refusal_does_not_repeat_the_password(clock: FixedClock) -> None:
    for url in ("redis://me:hush-hush@localhost?x=1", "rediss+sentinel://me:hush-hush@localhost", "postgres://me:hush-hush@localhost"):
        with pytest.raises(StorageUrlRefused) as refused:
            open_store(url, clock=clock)
        assert "hush" not in str(refused.value)
    assert "hush" not in repr(redis_address("redis+cluster://me:hush-hush@localhost"))


@pytest.mark.parametrize("prefix", ["", "a*", "a{b", "a b", "-a", "a/b", "a[b]"])
def test_a_prefix_that_could_be_a_pattern_is_refused(prefix: str, clock: FixedClock) -> None:
    for opening in (open_store, open_control):
        with pytest.raises(StorageUrlRefused, match="is not a prefix"):
            opening("memory:", clock=clock, prefix=prefix)


def test_sentinel_and_cluster_addresses_are_read(clock: FixedClock) -> None:
    sentinel = redis_address("rediss+sentinel://app:p%40ss@one:26380,two/main/3?max_connections=9&sentinel_password=w%40tch")
    assert sentinel.name == "rediss+sentinel://one:26380,two/main/3"
    assert sentinel.hosts == (("one", 26380), ("two", 26379))
    assert sentinel.service == "main"
    assert sentinel.options == {"username": "app", "password": "p@ss", "db": 3, "ssl": True, "max_connections": 9}
    assert sentinel.sentinel_options == {"password": "w@tch"}
    assert redis_address("redis+cluster://[::1]:7001,two").hosts == (("::1", 7001), ("two", 6379))


def test_the_size_of_memory_is_an_option(clock: FixedClock) -> None:
    store = open_store("memory:?max_items=1", clock=clock)
    store.put(Key("account", "one"), b"kept", FOREVER)
    with pytest.raises(StoreFull):
        store.put(Key("account", "two"), b"kept", FOREVER)


def test_memory_does_not_import_redis() -> None:
    program = ("import sys; from doublure.storage import open_store, open_control; from doublure.clock import SystemClock; "
               "open_store('memory:', clock=SystemClock()); open_control('memory:', clock=SystemClock()); "
               "sys.exit('redis' in sys.modules)")
    assert subprocess.run([sys.executable, "-P", "-W", "error", "-c", program], check=False).returncode == 0
