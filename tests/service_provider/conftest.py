from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from doublure.clock import FixedClock
from doublure.personas import People, load_people
from doublure.randomness import SystemRandomness
from doublure.records import Records, open_records
from service_provider.accounts.desk import Desk, open_desk
from service_provider.accounts.schema import Base
from service_provider.settings import ServiceSettings, load_settings

CONFIG = Path(__file__).parents[2] / "config"
#: 2026-11-23T09:00:00Z, the reference date of the personas.
NOW = 1795424400


def settings_with(**changes: Any) -> ServiceSettings:
    return load_settings(CONFIG).model_copy(update={"password_hashing": "cheapest", **changes})


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def people() -> People:
    return load_people(CONFIG / "personas.toml", today=date(2026, 11, 23))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path / 'mcf.db'}", migrations="service_provider.migrations", base=Base)
    yield opened
    opened.close()


@pytest.fixture
def desk(records: Records, clock: FixedClock) -> Desk:
    return open_desk(settings_with(), records, clock, SystemRandomness())
