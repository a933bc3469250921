from __future__ import annotations

import pytest

from doublure.oidc.keys import KeyRing
from tests.oidc.provider.issuer import Issuer


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    return KeyRing.generate(["ES256", "RS256"])


@pytest.fixture
def issuer(keys: KeyRing) -> Issuer:
    return Issuer(keys)
