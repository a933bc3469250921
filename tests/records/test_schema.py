"""A database is brought to the schema the program expects: once, completely, and without Alembic when it is there already."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from doublure.records import Records, SchemaError, open_records
from doublure.records.schema import insert, select
from doublure.records.versions import read_versions
from tests.records.model import MIGRATIONS, OTHER, Person

Opening = Callable[..., Records]

START = "from doublure.records import open_records; open_records({url!r}, migrations='tests.records.example').close()"
FAILING = f"""{OTHER.replace('"0001"', '"0002"').replace("None", '"0001"')}
    op.execute("DROP TABLE nowhere")
"""


def tables(records: Records) -> set[str]:
    return set(inspect(records.engine).get_table_names())


def test_an_empty_database_gets_the_schema(records: Records) -> None:
    assert tables(records) == {"person", "letter", "schema_tests_records_example"}
    with records.session() as session:
        session.add(Person(login="bruno", visits=3, nickname="nono"))
    with records.reading() as session:
        assert session.scalars(select(Person.nickname)).all() == ["nono"]


def test_alembic_is_imported_only_when_the_schema_is_not_current(url: str) -> None:
    program = f"{START.format(url=url)}; import sys; print('alembic' in sys.modules)"
    said = [subprocess.check_output([sys.executable, "-W", "error", "-c", program], text=True) for _ in range(2)]
    assert said == ["True\n", "False\n"]


def made(file: Path) -> list[str]:
    """What makes the tables and indexes of a database, and its revision."""
    with closing(sqlite3.connect(file)) as database:
        return sorted(text for (text,) in database.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL UNION ALL SELECT version_num FROM schema_tests_records_example"))


def test_a_second_new_file_gets_the_same_schema_without_alembic(tmp_path: Path) -> None:
    def alembic_is_imported(file: str) -> str:
        program = (f"from pathlib import Path; from doublure.records import open_records; import sys; "
                   f"open_records('sqlite:///{tmp_path}/{file}', migrations='tests.records.example', "
                   f"schemas=Path('{tmp_path}/s')).close(); print('alembic' in sys.modules)")
        return subprocess.check_output([sys.executable, "-W", "error", "-c", program], text=True)

    said = [alembic_is_imported(file) for file in ("first.db", "second.db")]
    assert said == ["True\n", "False\n"]
    assert made(tmp_path / "first.db") == made(tmp_path / "second.db") != []
    # Nobody else's business, and nothing half-written stays.
    assert [each.suffix for each in (tmp_path / "s").iterdir()] == [".json"]


def test_a_kept_schema_is_of_its_scripts_alone(tmp_path: Path, growing: Any, opened: Opening) -> None:
    growing.add("0001_people.py")
    opened(f"sqlite:///{tmp_path}/one.db", growing.name, schemas=tmp_path / "s")
    growing.add("0002_nickname.py")
    newer = opened(f"sqlite:///{tmp_path}/two.db", growing.name, schemas=tmp_path / "s")
    assert {each["name"] for each in inspect(newer.engine).get_columns("person")} == {"login", "visits", "nickname"}


def test_rows_that_migrations_make_are_laid_with_a_kept_schema(tmp_path: Path, growing: Any, opened: Opening) -> None:
    growing.write("0001_other.py", OTHER)
    for file in ("one.db", "two.db"):
        records = opened(f"sqlite:///{tmp_path}/{file}", growing.name, schemas=tmp_path / "s")
        with records.reading() as session:
            assert session.execute(text("SELECT id FROM other")).scalars().all() == [7]


@pytest.mark.parametrize("spoilt", [
    "", "[", "[]", '{"a": 1}', "3", '["CREATE TABLE"]', '["CREATE TABLE person (x)", "nonsense"]',
])
def test_a_spoilt_kept_schema_is_made_anew(spoilt: str, tmp_path: Path, opened: Opening) -> None:
    opened(f"sqlite:///{tmp_path}/one.db", schemas=tmp_path / "s").close()
    (kept,) = (tmp_path / "s").iterdir()
    kept.write_text(spoilt)
    opened(f"sqlite:///{tmp_path}/two.db", schemas=tmp_path / "s").close()
    assert made(tmp_path / "two.db") == made(tmp_path / "one.db")
    assert json.loads(kept.read_text())


def test_of_eight_that_lay_a_kept_schema_together_all_find_it(tmp_path: Path, opened: Opening) -> None:
    opened(f"sqlite:///{tmp_path}/one.db", schemas=tmp_path / "s").close()
    barrier = threading.Barrier(8)

    def start(_: int) -> set[str]:
        barrier.wait()
        records = open_records(f"sqlite:///{tmp_path}/two.db", migrations=MIGRATIONS, schemas=tmp_path / "s")
        try:
            return tables(records)
        finally:
            records.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(start, range(8))) == [{"person", "letter", "schema_tests_records_example"}] * 8
    assert made(tmp_path / "two.db") == made(tmp_path / "one.db")


def test_a_first_schema_grows_and_keeps_its_rows(url: str, growing: Any, opened: Opening) -> None:
    growing.add("0001_people.py")
    first = opened(url, growing.name)
    with first.session() as session:
        # The model is already the second one's.
        session.execute(insert(Person).values(login="bruno", visits=3))
    growing.add("0002_nickname.py")
    second = opened(url, growing.name)
    with second.reading() as session:
        found = session.scalars(select(Person)).one()
        assert (found.login, found.visits, found.nickname) == ("bruno", 3, "bruno")


def test_a_schema_of_a_newer_program_is_refused(url: str, growing: Any, opened: Opening) -> None:
    growing.add("0001_people.py")
    growing.add("0002_nickname.py")
    opened(url, growing.name)
    growing.remove("0002_nickname.py")
    with pytest.raises(SchemaError, match="last used by a newer version"):
        opened(url, growing.name)


def test_a_migration_that_fails_leaves_nothing(url: str, growing: Any, opened: Opening) -> None:
    growing.add("0001_people.py")
    growing.write("0002_half.py", FAILING)
    with pytest.raises(Exception, match="nowhere"):
        opened(url, growing.name)
    growing.remove("0002_half.py")
    growing.add("0002_nickname.py")
    assert tables(opened(url, growing.name)) == {"person", "letter", f"schema_{growing.name}"}


def test_of_eight_that_start_together_all_find_the_schema(url: str) -> None:
    barrier = threading.Barrier(8)

    def start() -> set[str]:
        barrier.wait()
        records = open_records(url, migrations=MIGRATIONS)
        try:
            return tables(records)
        finally:
            records.close()

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(start) for _ in range(8)]:
            assert future.result() == {"person", "letter", "schema_tests_records_example"}


def test_houses_of_one_process_that_start_together_each_find_their_schema(tmp_path: Path) -> None:
    barrier = threading.Barrier(8)

    def start(number: int) -> set[str]:
        barrier.wait()
        records = open_records(f"sqlite:///{tmp_path}/house{number}.db", migrations=MIGRATIONS)
        try:
            return tables(records)
        finally:
            records.close()

    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(start, number) for number in range(8)]:
            assert future.result() == {"person", "letter", "schema_tests_records_example"}


def test_processes_that_start_together_find_the_schema(url: str) -> None:
    program = START.format(url=url)
    children = [subprocess.Popen([sys.executable, "-W", "error", "-c", program]) for _ in range(4)]
    assert [child.wait(60) for child in children] == [0, 0, 0, 0]


def test_two_houses_may_share_a_database(url: str, growing: Any, opened: Opening) -> None:
    growing.write("0001_other.py", OTHER)
    first = tables(opened(url))
    assert tables(opened(url, growing.name)) == first | {"other", f"schema_{growing.name}"}


def test_what_is_not_a_migrations_package_is_named(growing: Any) -> None:
    with pytest.raises(SchemaError, match=r"“doublure\.clock” is not a package with a folder versions/"):
        read_versions("doublure.clock")
    with pytest.raises(SchemaError, match=r"“doublure\.nothing” is not a package"):
        read_versions("doublure.nothing")
    with pytest.raises(SchemaError, match="has 0 newest revisions"):
        read_versions(growing.name)
    growing.add("0001_people.py")
    growing.write("0001_twin.py", 'revision = "0001b"\ndown_revision = None\n')
    with pytest.raises(SchemaError, match=r"has 2 newest revisions \(0001, 0001b\) instead of one"):
        read_versions(growing.name)
    growing.write("0002_merge.py", 'revision = "0002"\ndown_revision = ("0001", "0001b")\n')
    assert read_versions(growing.name).head == "0002"
