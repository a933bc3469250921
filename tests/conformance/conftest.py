from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.openid.installation import Installation, Service, installed


@pytest.fixture(scope="session")
def openid_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("openid")) as found:
        yield found


@pytest.fixture
def op(openid_running: Installation) -> Iterator[Installation]:
    openid_running.forget()
    yield openid_running
    openid_running.forget()


@pytest.fixture
def service(op: Installation) -> Service:
    return Service(op)
