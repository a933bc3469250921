"""The relying party of these stories."""

from __future__ import annotations

import pytest

from tests.stories.federation import Federation, Service


@pytest.fixture
def service(federation: Federation) -> Service:
    return federation.service()
