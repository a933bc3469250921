"""The plans Basic, Form Post Basic, Config and RP-Initiated Logout of the OpenID Foundation, module by module; id = its name."""

from __future__ import annotations

import pytest

from tests.conformance.basic import BASIC, Bench
from tests.conformance.config import CONFIG
from tests.conformance.logout import LOGOUT, LogoutBench
from tests.openid.installation import Installation, Service


@pytest.fixture
def second(op: Installation) -> Service:
    return op.register("second")


@pytest.mark.parametrize("module", BASIC)
def test_basic(op: Installation, service: Service, second: Service, module: str) -> None:
    BASIC[module](Bench(op, service, second, None))


@pytest.mark.parametrize("module", BASIC)
def test_form_post_basic(op: Installation, service: Service, second: Service, module: str) -> None:
    BASIC[module](Bench(op, service, second, "form_post"))


@pytest.mark.parametrize("module", CONFIG)
def test_config(op: Installation, module: str) -> None:
    CONFIG[module](op)


@pytest.mark.parametrize("module", LOGOUT)
def test_rp_initiated_logout(op: Installation, service: Service, module: str) -> None:
    LOGOUT[module](LogoutBench.of(op, service))
