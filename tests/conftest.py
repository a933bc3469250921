"""What holds for every test: fastest first, loopback only, and nothing skipped."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from doublure.storage.shelf import Shelf

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.window import Windows
    from tests.stories.federation import Federation

SLOWER = ("slow", "browser")
CHROMIUM = ("--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync")


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


@pytest.fixture(autouse=True, scope="session")
def what_is_recent_is_what_is_written() -> Iterator[None]:
    """Whatever the suite does, a value that was not read again is the one that reading would give, and nobody has changed it."""
    read, write = Shelf._value_of, Shelf._write

    def reading(self: Shelf[Any], written: bytes) -> Any:
        value = read(self, written)
        assert value is None or value == self._adapter.validate_json(written), f"the shelf {self.name} remembers another value"
        return value

    def writing(self: Shelf[Any], value: Any) -> bytes:
        written = write(self, value)
        assert written == self._adapter.dump_json(value, exclude_none=self._lean), f"a value of the shelf {self.name} was changed"
        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shelf, "_value_of", reading)
        patch.setattr(Shelf, "_write", writing)
        yield


@pytest.fixture(autouse=True, scope="session")
def logs_beside_the_output() -> Iterator[None]:
    """What houses in this process log is no part of what a command under test prints."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def federation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Federation]:
    """Hub, six identity providers, moncompteformation and console in this process, on the memory store.

    Shared by the whole session: a test that changes more than its own browser knows puts it back or starts another one.
    """
    # Imported here: a test of one rule must not wait for every house to be read.
    from tests.stories.federation import running_federation

    with running_federation(tmp_path_factory.mktemp("federation")) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, one for every test of the session: Playwright's sync interface runs once per thread."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_binary(), args=list(CHROMIUM))
        yield browser
        browser.close()


def chromium_binary() -> str:
    """Where the system's Chromium is."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    assert binary, "Chromium is not installed: the package is called chromium"
    return binary


@pytest.fixture
def windows(chromium: Browser) -> Iterator[Windows]:
    """Opens windows; at the end none of them may have complained."""
    from tests.browser.window import Windows

    opened = Windows(chromium)
    yield opened
    opened.close()
    assert opened.complaints == []
