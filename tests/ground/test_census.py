"""Who lives here now: the file, and what was changed while running, on top of it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from doublure.census import Census, people_file, today
from doublure.clock import FixedClock
from doublure.storage.control import ControlStore
from doublure.storage.opening import open_control

NOON = 1_795_435_200  # 2026-11-23T12:00:00Z


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def control(clock: FixedClock) -> ControlStore:
    return open_control("memory:", clock=clock)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "personas.toml").write_text('[a]\nfamily_name = "A"\nbirthdate = "today-16y"\n[b]\nfamily_name = "B"\n')
    return tmp_path


def test_the_reference_day_is_the_reference_day(clock: FixedClock) -> None:
    assert today(clock) == date(2026, 11, 23)


def test_the_day_begins_in_france(clock: FixedClock) -> None:
    clock.advance(11 * 3600)  # 23:00 in Greenwich, midnight in Paris
    assert today(clock) == date(2026, 11, 24)


def test_an_edit_lies_over_the_file_for_every_reader(config: Path, control: ControlStore, clock: FixedClock) -> None:
    writer, reader = Census(config, control, clock), Census(config, control, clock)
    writer.put("b", {"family_name": "EDITED", "given_name": "Zoé"})
    writer.put("c", {"family_name": "NEW"})
    assert [(person.login, person.family_name) for person in reader()] == [("a", "A"), ("b", "EDITED"), ("c", "NEW")]


def test_forgetting_edits_goes_back_to_the_file(config: Path, control: ControlStore, clock: FixedClock) -> None:
    census = Census(config, control, clock)
    census.put("b", {"family_name": "EDITED"})
    census()
    census.forget_edits()
    assert census().by_login("b").family_name == "B"


def test_the_same_people_are_given_while_nothing_changes(config: Path, control: ControlStore, clock: FixedClock) -> None:
    census = Census(config, control, clock)
    assert census() is census()


def test_an_edited_file_is_read_again(config: Path, control: ControlStore, clock: FixedClock) -> None:
    census = Census(config, control, clock)
    census()
    path = config / "personas.toml"
    path.write_text('[a]\nfamily_name = "CHANGED"\n')
    os.utime(path, ns=(1, 1))
    assert census().by_login("a").family_name == "CHANGED"


def test_relative_dates_follow_the_day_in_file_and_edits(config: Path, control: ControlStore, clock: FixedClock) -> None:
    census = Census(config, control, clock)
    census.put("c", {"birthdate": "today-15y"})
    assert census().by_login("c").birthdate == "2011-11-23"
    clock.advance(86_400)
    assert [census().by_login(login).birthdate for login in "ac"] == ["2010-11-24", "2011-11-24"]


def test_an_edit_that_makes_no_person_is_refused_and_not_kept(config: Path, control: ControlStore, clock: FixedClock) -> None:
    census = Census(config, control, clock)
    with pytest.raises(ValidationError):
        census.put("b", {"gender": "woman"})
    assert census().by_login("b").family_name == "B"


def test_a_csv_stands_in_where_there_is_no_toml(config: Path) -> None:
    (config / "personas.csv").write_text("login\n")
    assert people_file(config).name == "personas.toml"
    (config / "personas.toml").unlink()
    assert people_file(config).name == "personas.csv"
