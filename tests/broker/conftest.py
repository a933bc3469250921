from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from house import Backend, House, Visitor


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("state"))
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
