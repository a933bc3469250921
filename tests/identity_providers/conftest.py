from __future__ import annotations

from pathlib import Path

import pytest

from identity_providers.registry import THE_SIX
from tests.identity_providers.household import Visitor, make_visitor


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(params=list(THE_SIX))
def visitor(request: pytest.FixtureRequest, state: Path) -> Visitor:
    """Somebody at each of the six in turn."""
    return make_visitor(request.param, state)


@pytest.fixture
def at(state: Path):
    """Somebody at the fake that the test names."""
    return lambda slug, **more: make_visitor(slug, state, **more)
