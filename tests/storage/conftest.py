"""Every kind of store, empty, on a clock that stands still."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from doublure.clock import FixedClock
from doublure.storage import ControlStore, Store, open_control, open_store
from doublure.testing.servers import RedisServer
from tests.storage.clusters import SentinelServer, cluster

KINDS = ("memory", "redis", "sentinel", "cluster")
#: 2026-11-23T09:00:00Z, which is not the machine's time: a store that asked the machine would be found out.
MORNING = 1_795_424_400

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session")
def sentinel_url(redis_server: RedisServer) -> Iterator[str]:
    with SentinelServer(redis_server) as server:
        yield server.url


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture
def prefix() -> str:
    return f"test-{next(_numbers)}"


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "redis":
        return request.getfixturevalue("redis_server").url
    return "memory:" if request.param == "memory" else request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def store(url: str, clock: FixedClock, prefix: str) -> Store:
    return open_store(url, clock=clock, prefix=prefix)


@pytest.fixture
def control(url: str, clock: FixedClock, prefix: str) -> ControlStore:
    return open_control(url, clock=clock, prefix=prefix)
