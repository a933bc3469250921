from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.diagnosis.scene import Scene
from tests.openid.installation import installed


@pytest.fixture(scope="session")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with installed(tmp_path_factory.mktemp("diagnosis"), more=("alicem",)) as found:
        yield Scene(found)


@pytest.fixture
def scene(staged: Scene) -> Iterator[Scene]:
    staged.op.forget()
    staged.told = None
    yield staged
    staged.op.forget()
