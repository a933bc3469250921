from __future__ import annotations

from pathlib import Path

import pytest

from identity_providers.registry import THE_SIX
from tests.identity_providers.household import Street, Visitor


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def street(state: Path) -> Street:
    return Street(state)


@pytest.fixture(params=list(THE_SIX))
def visitor(request: pytest.FixtureRequest, street: Street) -> Visitor:
    """Somebody at each of the six in turn."""
    return street.visitor(request.param)


@pytest.fixture
def at(street: Street):
    """Somebody at the fake that the test names."""
    return street.visitor
