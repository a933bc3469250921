"""The founding document's scene: everything running, accounts as they are from the start, a window of Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page

from doublure.testing.person import Person
from tests.browser.window import Windows
from tests.seed.scene import Scene, opened, varied_config
from tests.stories.federation import Federation, running_federation


@pytest.fixture
def scene(federation: Federation) -> Iterator[Scene]:
    """The running federation; whatever a test did to accounts, persons and letters is undone after it."""
    with opened(federation) as scene:
        yield scene
    federation.api.reset()


@pytest.fixture
def person() -> Person:
    """Somebody with a browser without JavaScript."""
    return Person()


@pytest.fixture
def page(windows: Windows) -> Page:
    """A window of Chromium, 1280 wide, in French."""
    return windows.open()


@pytest.fixture(scope="session")
def variants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Federation]]:
    """Smaller federations in which moncompteformation is set otherwise: by what is not the default."""
    folder: Path = tmp_path_factory.mktemp("variants")
    settings = {
        "lenient": {"allow_unknown_nir": True, "short_registration_after_franceconnect": True},
        "strict": {"allow_unknown_nir": True, "age_from_nir": "strict", "profile": "2025", "duplicate_policy": "explicit"},
    }
    with ExitStack() as stack:
        yield {name: stack.enter_context(running_federation(
            folder / name, config=varied_config(folder / f"{name}-config", changes), only=("hub", "impots", "moncompteformation"),
        )) for name, changes in settings.items()}


@pytest.fixture
def lenient(variants: dict[str, Federation]) -> Iterator[Scene]:
    """Unknown numbers are allowed, and FranceConnect is enough: no password, no letter."""
    with opened(variants["lenient"]) as scene:
        yield scene
    scene.federation.api.reset()


@pytest.fixture
def strict(variants: dict[str, Federation]) -> Iterator[Scene]:
    """Unknown numbers are allowed, an age that only the number tells counts from the month's end, profile 2025."""
    with opened(variants["strict"]) as scene:
        yield scene
    scene.federation.api.reset()
