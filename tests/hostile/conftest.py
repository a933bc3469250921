"""One hub, one honest fake and one hostile provider for every row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doublure.oidc.keys import KeyRing
from tests.hostile.provider import Hostile
from tests.hostile.scene import Scene
from tests.oidc.core.loopback import Loopback
from tests.stories.federation import running_federation


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    # Of its own: it is put back to the configuration before every row.
    only = ("hub", "hub-openid", "impots")
    with running_federation(tmp_path_factory.mktemp("hostile"), only=only) as federation, Loopback() as server:
        rings = [KeyRing.generate(["ES256", "RS256"]) for _ in range(2)]
        yield Scene(federation, Hostile(server, *rings))
