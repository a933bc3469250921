"""What holds for every test: fastest first, loopback only, and nothing skipped."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

SLOWER = ("slow", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A wrong rule should be heard of before a browser has started."""
    items.sort(key=lambda item: sum(2**rank for rank, marker in enumerate(SLOWER) if item.get_closest_marker(marker)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A skipped test is a green light that nobody lit: it fails."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped; nothing is skipped here: {report.longrepr}"
    return report


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """No test talks to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = str(address[0])
            if host != "localhost" and not ipaddress.ip_address(host.partition("%")[0]).is_loopback:
                raise ConnectionRefusedError(f"a test tried to reach {host}: loopback only")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
