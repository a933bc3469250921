"""One application told by the environment what it may touch."""

from __future__ import annotations

from pathlib import Path

import pytest

from doublure.environment import ports_from
from doublure.settings import SettingsError
from doublure.storage.errors import StorageUrlRefused


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUBLURE_STATE", str(tmp_path / "state"))


def test_an_empty_environment_gives_this_machine_and_the_memory_store(tmp_path: Path) -> None:
    ports = ports_from({}, "hub")
    assert ports.addresses.public("impots") == "http://localhost:4421"
    assert ports.records_url == f"sqlite:///{tmp_path}/state/hub.db"
    assert ports.sinks == ()
    assert len(tuple(ports.people())) > 0


def test_the_state_folder_is_nobody_elses(tmp_path: Path) -> None:
    ports = ports_from({}, "hub")
    assert ports.state == tmp_path / "state"
    assert ports.state.stat().st_mode & 0o077 == 0


def test_addresses_come_from_the_file_that_is_named(tmp_path: Path) -> None:
    book = tmp_path / "book.toml"
    book.write_text('[hub]\npublic = "http://localhost:4400"\ninternal = "http://hub:4400"\n', encoding="utf-8")
    ports = ports_from({"DOUBLURE_ADDRESSES": str(book)}, "impots")
    assert ports.addresses.internal("hub") == "http://hub:4400"
    assert ports.addresses.internal("ameli") == "http://127.0.0.1:4422"


def test_a_file_of_addresses_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="DOUBLURE_ADDRESSES must name one"):
        ports_from({"DOUBLURE_ADDRESSES": str(tmp_path / "absent.toml")}, "hub")


def test_a_store_that_is_none_is_refused() -> None:
    with pytest.raises(StorageUrlRefused):
        ports_from({"DOUBLURE_STORE": "mongodb://x"}, "hub")


def test_the_journal_goes_where_all_processes_see_it() -> None:
    assert len(ports_from({"DOUBLURE_JOURNAL": "control"}, "hub").sinks) == 1
    with pytest.raises(SettingsError, match="none or control"):
        ports_from({"DOUBLURE_JOURNAL": "paper"}, "hub")


def test_authorities_beside_the_machine_s_come_from_a_file_that_must_be_there(tmp_path: Path) -> None:
    file = tmp_path / "authority.pem"
    with pytest.raises(SettingsError, match="DOUBLURE_AUTHORITIES must name one"):
        ports_from({"DOUBLURE_AUTHORITIES": str(file)}, "hub")
    file.touch()
    assert ports_from({"DOUBLURE_AUTHORITIES": str(file)}, "hub").authorities == file
    assert ports_from({}, "hub").authorities is None
