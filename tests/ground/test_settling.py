"""A process that has started leaves the garbage collector on, with nothing of the start to look through."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from doublure.settling import starting


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_while_a_process_starts_nobody_looks_for_garbage_and_afterwards_not_in_what_it_made() -> None:
    with starting():
        assert not gc.isenabled()
        made = [[number] for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(made)


def test_a_start_that_fails_leaves_the_collector_on_and_everything_to_it() -> None:
    frozen = gc.get_freeze_count()
    with pytest.raises(OSError, match="no port"), starting():
        raise OSError("no port")
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
