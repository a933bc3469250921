"""On Redis with two hubs that share nothing else, a login, an exchange and the end of a session are the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doublure.testing.servers import RedisServer
from tests.broker.house import Backend, House, Visitor, header_of, json_of
from tests.plus.reader import Reader, verified


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with RedisServer() as redis:
        house = House(tmp_path_factory.mktemp("state"), redis.url, hubs=2, hub="hub-plus", platform="franceconnect-plus",
                      acr="eidas2", others=("alicem", "data-provider"))
        yield house
        house.stop()


def test_an_encrypted_login_and_an_exchange_whichever_hub_answers(two: House, reader: Reader) -> None:
    reader.registers(two, "ECDH-ES", scope="openid identite_pivot dgfip_rfr")
    address = f"{two.addresses.public('data-provider')}/api/v1/data?platform=franceconnect-plus"
    for _ in range(3):
        _, tokens, status = reader.logs_in(two, scope="openid identite_pivot dgfip_rfr")
        assert status == 200
        assert header_of(tokens["id_token"])["alg"] == "ECDH-ES"
        assert verified(reader.opens(tokens["id_token"]), two)["acr"] == "eidas2"
        answer = Visitor(two).request("GET", address, None, {"Authorization": f"Bearer {tokens['access_token']}"})
        assert set(json_of(answer)["data"]) == {"dgfip_rfr"}


def test_the_ten_minutes_are_the_same_for_both(two: House) -> None:
    visitor = Visitor(two)
    assert Backend(two).redeems(visitor.arrives("alicem")["code"]).status == 200
    for _ in range(4):
        two.clock.advance(149)
        assert visitor.asks().has("consent-continue")
    two.clock.advance(5)
    assert visitor.asks().has("idp-alicem")
