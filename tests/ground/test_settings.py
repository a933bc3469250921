"""Settings are strict, and a mistake in them is a sentence that names file, table, key and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field, ValidationError

from doublure.addresses import AddressBook
from doublure.settings import Secret, Settings, SettingsError, config_folder, load, load_all, state_folder


class Door(Settings):
    colour: str
    height: int = 2
    names: tuple[str, ...] = ()
    key: Secret = Secret("none")
    entity: str = Field("", alias="entityId")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.toml").write_text('[back]\ncolour = "red"\n[side-door]\ncolour = "blue"\n')
    (tmp_path / "a.toml").write_text('[front]\ncolour = "green"\nheight = 3\n')
    return tmp_path


def test_each_table_of_each_file_is_one_entry_in_file_order(folder: Path) -> None:
    assert list(load_all(Door, folder, overrides={})) == ["front", "back", "side-door"]


def test_one_table_can_be_asked_for(folder: Path) -> None:
    assert load(Door, folder / "b.toml", table="back", overrides={}) == Door(colour="red")


def test_settings_cannot_be_changed_after_loading(folder: Path) -> None:
    door = load(Door, folder / "b.toml", table="back", overrides={})
    with pytest.raises(ValidationError):
        door.colour = "white"


def test_the_environment_replaces_single_values(folder: Path) -> None:
    variables = {"DOUBLURE_SIDE_DOOR__HEIGHT": "7", "DOUBLURE_SIDE_DOOR__NAMES": '["x", "y"]',
                 "DOUBLURE_SIDE_DOOR__ENTITYID": "e", "DOUBLURE_BACK__HEIGHT": "9", "DOUBLURE_SIDE_DOOR__ELSEWHERE": "z"}
    door = load_all(Door, folder, overrides=variables)["side-door"]
    assert (door.height, door.names, door.entity) == (7, ("x", "y"), "e")


def test_a_whole_file_answers_to_its_name(tmp_path: Path) -> None:
    (tmp_path / "door.toml").write_text('colour = "red"\n')
    assert load(Door, tmp_path / "door.toml", overrides={"DOUBLURE_DOOR__COLOUR": "pink"}).colour == "pink"


def test_a_table_is_prepared_after_the_environment_has_spoken(folder: Path) -> None:
    doors = load_all(Door, folder, overrides={"DOUBLURE_BACK__COLOUR": "{impots}"},
                     prepare=lambda table: {**table, "colour": AddressBook.local().resolve(table["colour"])})
    assert (doors["back"].colour, doors["front"].colour) == ("http://localhost:4421", "green")


def test_the_name_of_no_application_is_a_sentence_with_its_place(folder: Path) -> None:
    (folder / "c.toml").write_text('[third]\ncolour = "{impot}"\n')
    with pytest.raises(SettingsError, match=r"c\.toml, \[third\]: no application is called 'impot'"):
        load_all(Door, folder, overrides={},
                 prepare=lambda table: {**table, "colour": AddressBook.local().resolve(table["colour"])})


@pytest.mark.parametrize(("text", "sentence"), [
    ("[front]\n", "[front], key 'colour': is missing; add it"),
    ('[front]\ncolour = "x"\nheigth = 2\n', "[front], key 'heigth': is not known; did you mean 'height'?"),
    ('[front]\ncolour = "x"\nzzz = 2\n', "[front], key 'zzz': is not known; remove it"),
    ('[front]\ncolour = "x"\nheight = "tall"\n', "[front], key 'height': input should be a valid integer"),
    ('[front]\ncolour = "x"\nkey = ""\n', "[front], key 'key': must be text that is not empty"),
    ('colour = "x"\n', "key 'colour' stands outside any table; put it under a [table]"),
    ("[front\n", "is not TOML in UTF-8"),
])
def test_a_mistake_is_a_sentence_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "doors.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as refused:
        load_all(Door, tmp_path, overrides={})
    assert str(refused.value).startswith(str(path))
    assert sentence in str(refused.value)


def test_a_value_is_never_shown_since_it_may_be_a_secret_in_the_wrong_place(tmp_path: Path) -> None:
    (tmp_path / "doors.toml").write_text('[front]\ncolour = "x"\nheight = "s3cr3t"\n')
    with pytest.raises(SettingsError) as refused:
        load_all(Door, tmp_path, overrides={})
    assert "s3cr3t" not in str(refused.value)


def test_the_same_table_in_two_files_names_both(folder: Path) -> None:
    (folder / "c.toml").write_text('[front]\ncolour = "x"\n')
    with pytest.raises(SettingsError, match=r"c\.toml: table \[front\] stands in .*a\.toml already"):
        load_all(Door, folder, overrides={})


@pytest.mark.parametrize("call", [
    lambda folder: load(Door, folder / "none.toml"),
    lambda folder: load_all(Door, folder / "none"),
    lambda folder: load(Door, folder / "a.toml", table="none"),
])
def test_what_is_not_there_is_named(folder: Path, call) -> None:
    with pytest.raises(SettingsError, match=r"none.*; (create|add) it"):
        call(folder)


def test_a_secret_never_shows_itself() -> None:
    secret = Secret("s3cr3t")
    door = Door(colour="red", key=secret)
    assert secret.reveal() == "s3cr3t"
    assert "s3cr3t" not in f"{secret} {secret!r} {door} {door!r} {door.model_dump()} {door.model_dump_json()}"


def test_a_secret_is_compared_by_value() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("é").matches("é")
    assert not Secret("a").matches("b")


def test_a_secret_may_stand_in_a_file_or_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOOR_KEY", "from-env")
    (tmp_path / "key.txt").write_text("from-file\n")
    (tmp_path / "d.toml").write_text('[a]\ncolour="x"\nkey="env:DOOR_KEY"\n[b]\ncolour="x"\nkey="file:key.txt"\n')
    doors = load_all(Door, tmp_path, overrides={})
    assert (doors["a"].key.reveal(), doors["b"].key.reveal()) == ("from-env", "from-file")


@pytest.mark.parametrize("where", ["env:NOT_SET_ANYWHERE", "file:absent.txt"])
def test_a_secret_that_is_not_there_is_a_sentence(tmp_path: Path, where: str) -> None:
    (tmp_path / "d.toml").write_text(f'[a]\ncolour="x"\nkey="{where}"\n')
    with pytest.raises(SettingsError, match=rf"\[a\], key 'key': '{where}' is empty or not there; set it"):
        load_all(Door, tmp_path, overrides={})


@pytest.mark.parametrize("where", ["env:HOME", "file:/etc/hostname"])
def test_outside_configuration_files_a_secret_reads_nothing_from_this_machine(where: str) -> None:
    with pytest.raises(ValidationError, match="in configuration files only"):
        Door.model_validate({"colour": "x", "key": where})


def test_the_folders_follow_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUBLURE_CONFIG", str(tmp_path))
    monkeypatch.setenv("DOUBLURE_STATE", str(tmp_path / "s"))
    assert config_folder() == tmp_path
    assert state_folder(tmp_path) == tmp_path / "s"
    monkeypatch.delenv("DOUBLURE_STATE")
    assert state_folder(tmp_path / "config") == tmp_path / ".doublure"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert state_folder(tmp_path / "site-packages" / "config") == Path("/data/doublure")
    monkeypatch.setenv("DOUBLURE_CONFIG", str(tmp_path / "absent"))
    with pytest.raises(SettingsError, match="set DOUBLURE_CONFIG"):
        config_folder()
