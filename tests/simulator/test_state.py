"""Keys stay; what concerns persons goes at stop unless it was to be kept (GR-10)."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from doublure.clock import FixedClock
from doublure.storage.control import ControlStore
from doublure.storage.opening import open_control
from simulator.state import State


@pytest.fixture
def control() -> ControlStore:
    return open_control("memory:", clock=FixedClock(0))


def database(state: State, slug: str) -> Path:
    return Path(state.records_url(slug).removeprefix("sqlite:///"))


def test_databases_are_gone_after_a_stop_and_keys_are_not(tmp_path: Path, control: ControlStore) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "hub.json").write_text("{}")
    state = State(tmp_path, "4400", keep=False)
    state.prepare(["hub"])
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database(state, 'hub')}{suffix}").touch()
    state.close(control, ["hub"])
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["hub.json"]


def test_what_a_crash_has_left_is_thrown_away_at_the_next_start(tmp_path: Path) -> None:
    state = State(tmp_path, "4400", keep=False)
    state.prepare(["hub"])
    database(state, "hub").touch()
    state.prepare(["hub"])
    assert not database(state, "hub").exists()


def test_what_was_to_be_kept_is_there_again_and_readable_by_its_owner_only(tmp_path: Path, control: ControlStore) -> None:
    kept = State(tmp_path, "4400", keep=True)
    kept.prepare(["hub"])
    database(kept, "hub").touch()
    control.set("clients", "franceconnect/mine", b"{}")
    control.append("mail", b"first")
    control.append("mail", b"\xff")
    control.append("journal", b"{}")
    kept.close(control, ["hub"])
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("kept.json")} == {0o600}
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700

    later, again = State(tmp_path, "4400", keep=False), open_control("memory:", clock=FixedClock(0))
    later.prepare(["hub"])
    later.restore(again)
    assert database(later, "hub").exists()
    assert again.all("clients") == {"franceconnect/mine": b"{}"}
    assert [letter for _, letter in again.tail("mail")] == [b"\xff", b"first"]
    assert again.tail("journal") == []


def test_the_stop_of_one_part_leaves_the_databases_of_another(tmp_path: Path, control: ControlStore) -> None:
    state = State(tmp_path, "4400", keep=False)
    state.prepare(["hub"])
    database(state, "moncompteformation").touch()
    state.close(control, ["hub"])
    assert database(state, "moncompteformation").exists()
