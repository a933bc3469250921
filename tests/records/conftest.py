"""Both kinds of database, empty."""

from __future__ import annotations

import importlib
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from doublure.records import Records, open_records
from doublure.testing.servers import PostgresServer
from tests.records.model import MIGRATIONS

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/state/records.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.database(f"test_{next(_numbers)}")


@pytest.fixture
def opened() -> Iterator[Callable[..., Records]]:
    """`open_records` whose results are closed at the end."""
    several: list[Records] = []

    def opening(url: str, migrations: str = MIGRATIONS, **options: object) -> Records:
        several.append(open_records(url, migrations=migrations, **options))  # type: ignore[arg-type]  # passed on as given
        return several[-1]

    yield opening
    for records in several:
        records.close()


@pytest.fixture
def records(url: str, opened: Callable[..., Records]) -> Records:
    return opened(url)


class Growing:
    """A migrations package to which scripts are added while the test runs."""

    def __init__(self, folder: Path) -> None:
        self.name = f"growing_{next(_numbers)}"
        self._versions = folder / self.name / "versions"
        self._versions.mkdir(parents=True)
        (folder / self.name / "__init__.py").touch()
        importlib.invalidate_caches()

    def add(self, script: str) -> None:
        shutil.copy(Path(__file__).parent / "example" / "versions" / script, self._versions)

    def write(self, script: str, text: str) -> None:
        (self._versions / script).write_text(text, encoding="utf-8")

    def remove(self, script: str) -> None:
        (self._versions / script).unlink()


@pytest.fixture
def growing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Growing:
    monkeypatch.syspath_prepend(tmp_path)
    return Growing(tmp_path)
