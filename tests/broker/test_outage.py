"""The store goes away and comes back: a page or JSON that says so, and logins work again (OPS-01, OPS-03; Y190005)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk
from house import Backend, House, Visitor, json_of

from doublure.testing.servers import PostgresServer, RedisServer


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


def test_without_its_store_the_hub_says_so_and_recovers(redis: RedisServer, tmp_path: Path) -> None:
    house = House(tmp_path, redis.url)
    try:
        visitor, backend = Visitor(house), Backend(house)
        code = visitor.arrives()["code"]
        origin = house.hub.removesuffix("/api/v2")
        redis.stop()
        page = visitor.asks()
        assert (page.status, page.said("error-code")) == (500, "Y190005")
        assert "Traceback" not in page.text
        told = backend.redeems(code)
        assert (told.status, json_of(told)["error"]) == (500, "server_error")
        assert visitor.request("GET", origin + "/readyz").status == 503
        assert visitor.request("GET", origin + "/healthz").status == 200
        assert visitor.request("GET", house.hub + "/jwks").status == 200
        fake = visitor.request("GET", house.addresses.public("impots") + "/authorize?client_id=doublure-hub")
        assert fake.status in {400, 503}
        redis.start()
        assert visitor.request("GET", origin + "/readyz").status == 200
        assert Visitor(house).arrives()["code"]
    finally:
        house.stop()


def test_without_its_database_the_hub_lets_nobody_in_whom_it_cannot_ask_about_and_recovers(tmp_path: Path) -> None:
    with PostgresServer() as postgres:
        house = House(tmp_path, records_url=postgres.database("hub"))
        try:
            Visitor(house).arrives()
            desk = Desk(house).opens()
            postgres.stop()
            visitor = Visitor(house)
            visitor.asks()
            page = visitor.proves()
            assert (page.status, page.said("error-code")) == (503, "P180001")
            assert "Traceback" not in page.text
            told = desk.asks("history")
            assert (told.status, json_of(told)["error"]) == (503, "temporarily_unavailable")
            origin = house.hub.removesuffix("/api/v2")
            assert visitor.request("GET", origin + "/readyz").status == 503
            assert visitor.request("GET", house.hub + "/jwks").status == 200
            postgres.start()
            assert Visitor(house).arrives()["code"]
            assert [event["service"] for event in desk.events()] == ["sandbox", "Tableau de bord", "sandbox"]
        finally:
            house.stop()
