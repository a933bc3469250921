"""The running federation, as it begins, for somebody who changes what it keeps of her."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.dashboard.visitor import Visitor
from tests.stories.federation import Federation


@pytest.fixture
def clean(federation: Federation) -> Iterator[Federation]:
    """The federation without history, choices and letters; whatever a test did is undone after it."""
    federation.api.reset()
    yield federation
    federation.api.reset()


@pytest.fixture
def visitor(clean: Federation) -> Visitor:
    return Visitor(clean)
