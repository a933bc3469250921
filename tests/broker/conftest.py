from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from house import Backend, House, Visitor
from odd_provider import IDENTITY, OddProvider

from broker.registry import PROVIDERS
from doublure.testing.servers import PostgresServer, RedisServer
from tests.web.twin import both_roads


@pytest.fixture(scope="session", autouse=True)
def roads() -> Iterator[None]:
    """Whatever is asked of a hub here, hostile or not, is answered on both roads, which must agree octet by octet."""
    with both_roads() as compared:
        yield
    assert compared.differences == []


@pytest.fixture(scope="session", params=["memory", "redis, postgresql and two hubs"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Everything here holds in memory and SQLite with one hub, and with two that share nothing but Redis and PostgreSQL."""
    if request.param == "memory":
        house = House(tmp_path_factory.mktemp("state"))
        yield house
        house.stop()
        return
    with RedisServer() as redis, PostgresServer() as postgres:
        house = House(tmp_path_factory.mktemp("state"), redis.url, hubs=2, records_url=postgres.database("hub"))
        yield house
        house.stop()


@pytest.fixture
def house(running: House) -> Iterator[House]:
    running.forget()
    yield running
    running.forget()


@pytest.fixture
def visitor(house: House) -> Visitor:
    return Visitor(house)


@pytest.fixture
def backend(house: House) -> Backend:
    return Backend(house)


@pytest.fixture(scope="session")
def odd_running(running: House) -> Iterator[OddProvider]:
    odd = OddProvider(running.clock.now)
    yield odd
    odd.stop()


@pytest.fixture
def odd(house: House, odd_running: OddProvider) -> Iterator[OddProvider]:
    odd_running.answers.clear()
    house.inscribe(IDENTITY)
    house.control.set(PROVIDERS, odd_running.uid, json.dumps(odd_running.registration()).encode())
    yield odd_running
    odd_running.answers.clear()
