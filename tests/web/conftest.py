from __future__ import annotations

import pytest

from tests.web.application import Application, make_application


@pytest.fixture
def application() -> Application:
    return make_application()
