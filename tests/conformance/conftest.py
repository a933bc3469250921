from __future__ import annotations

from tests.openid.conftest import op, openid_running, service

__all__ = ["op", "openid_running", "service"]
