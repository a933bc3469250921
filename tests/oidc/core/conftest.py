from __future__ import annotations

from collections.abc import Iterator

import pytest

from doublure.oidc.keys import KeyRing
from tests.oidc.core.loopback import Loopback


@pytest.fixture(scope="session")
def ring() -> KeyRing:
    """The keys of the honest issuer."""
    return KeyRing.generate(["ES256", "RS256"])


@pytest.fixture(scope="session")
def strange_ring() -> KeyRing:
    """The keys of somebody else."""
    return KeyRing.generate(["ES256", "RS256"])


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as loopback:
        yield loopback
