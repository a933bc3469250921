"""The platform franceconnect-plus on real sockets, with three providers of three levels and the data provider."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.broker.house import Backend, House, Visitor
from tests.plus.reader import Reader


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("state"), hub="hub-plus", platform="franceconnect-plus", acr="eidas2",
                  others=("impots", "laposte", "alicem", "data-provider"))
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
def reader() -> Iterator[Reader]:
    with Reader() as reading:
        yield reading
