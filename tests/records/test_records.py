"""Transactions, threads, failures and forgetting, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from doublure.records import Records, RecordsUnavailable, RecordsUrlRefused, open_records
from doublure.records.schema import IntegrityError, bindparam, func, select, update
from doublure.testing.servers import PostgresServer
from tests.records.model import MIGRATIONS, OTHER, Base, Letter, Person

Opening = Callable[..., Records]


def logins(records: Records) -> list[str]:
    with records.reading() as session:
        return list(session.scalars(select(Person.login).order_by(Person.login)))


def add(records: Records, *names: str) -> None:
    with records.session() as session:
        session.add_all(Person(login=name, visits=3, nickname=f"the {name}") for name in names)


def test_a_session_commits_at_its_end(records: Records) -> None:
    add(records, "bruno", "alice")
    assert logins(records) == ["alice", "bruno"]


def test_a_session_that_an_exception_leaves_changes_nothing(records: Records) -> None:
    add(records, "bruno")
    with pytest.raises(IntegrityError), records.session() as session:
        session.add_all([Person(login="alice", visits=3, nickname="the alice"), Person(login="bruno", visits=4)])
    assert logins(records) == ["bruno"]


def test_what_a_session_gave_out_is_readable_after_it(records: Records) -> None:
    add(records, "bruno")
    with records.session() as session:
        found = session.get_one(Person, "bruno")
    assert found.nickname == "the bruno"


def test_what_is_written_while_reading_is_forgotten(records: Records) -> None:
    with records.reading() as session:
        session.add(Person(login="alice", visits=3, nickname="the alice"))
        session.flush()
    assert logins(records) == []


def test_a_row_is_looked_up_by_one_statement(records: Records) -> None:
    asked = select(Person.visits, Person.nickname).where(Person.login == bindparam("login"))
    assert records.row(asked, {"login": "bruno"}) is None
    add(records, "bruno")
    assert records.row(asked, {"login": "bruno"}) == (3, "the bruno")
    with records.session() as session:
        session.execute(update(Person).values(visits=4))
        session.flush()
        assert records.row(asked, {"login": "bruno"}) == (3, "the bruno")
    assert records.row(asked, {"login": "bruno"}) == (4, "the bruno")
    records.wipe()
    assert records.row(asked, {"login": "bruno"}) is None


def test_a_reader_does_not_wait_for_a_writer(records: Records) -> None:
    add(records, "bruno")
    with records.session() as session:
        session.add(Person(login="alice", visits=3, nickname="the alice"))
        session.flush()
        assert logins(records) == ["bruno"]
    assert logins(records) == ["alice", "bruno"]


def test_foreign_and_primary_keys_are_enforced(records: Records) -> None:
    add(records, "bruno")
    for wrong in (Person(login="bruno", visits=4), Letter(login="nobody")):
        with pytest.raises(IntegrityError), records.session() as session:
            session.add(wrong)


def test_sixteen_threads_that_count_lose_nothing(records: Records) -> None:
    add(records, "bruno")

    def visit(_: int) -> None:
        with records.session() as session:
            session.execute(update(Person).where(Person.login == "bruno").values(visits=Person.visits + 1))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(visit, range(160)))
    with records.reading() as session:
        assert session.scalar(select(Person.visits)) == 163


def test_sixteen_threads_that_read_before_they_write_lose_nothing(records: Records) -> None:
    add(records, "bruno")

    def visit(_: int) -> None:
        with records.session() as session:
            session.scalars(select(Person).with_for_update()).one().visits += 1

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(visit, range(160)))
    with records.reading() as session:
        assert session.scalar(select(Person.visits)) == 163


def test_of_sixteen_that_create_the_same_account_one_succeeds(records: Records) -> None:
    def create(_: int) -> bool:
        try:
            add(records, "bruno")
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(create, range(16))).count(True) == 1


def test_wipe_empties_the_tables_and_keeps_the_schema(url: str, opened: Opening) -> None:
    records = opened(url)
    add(records, "bruno", "alice")
    with records.session() as session:
        session.add(Letter(login="bruno"))
    records.wipe()
    assert logins(records) == []
    again = opened(url)
    add(again, "bruno")
    assert logins(again) == ["bruno"]


def test_what_was_wiped_cannot_be_read_from_the_files(tmp_path: Path, opened: Opening) -> None:
    records = opened(f"sqlite:///{tmp_path}/records.db")
    add(records, "bruno", *(f"number {number}" for number in range(200)))
    records.wipe()
    files = list(tmp_path.glob("records.db*"))
    assert files
    assert not [file.name for file in files if b"the bruno" in file.read_bytes()]


def test_wipe_spares_the_tables_of_another_house(url: str, opened: Opening, growing: Any) -> None:
    growing.write("0001_other.py", OTHER)
    neighbour, records = opened(url, growing.name), opened(url, base=Base)
    add(records, "bruno")
    records.wipe()
    assert logins(records) == []
    with neighbour.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM other").scalars().all() == [7]
    opened(url).wipe()
    with neighbour.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM other").scalars().all() == []


def test_a_wrong_statement_is_the_program_s_fault_and_not_the_database_s(records: Records) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), records.session() as session:
        session.execute(select(func.no_such_function()))


def test_a_database_that_answers_says_so(records: Records) -> None:
    records.ping()


def test_sqlite_writes_ahead_and_waits(tmp_path: Path, opened: Opening) -> None:
    records = opened(f"sqlite:///{tmp_path}/a/folder/that/is/made/records.db")
    with records.engine.connect() as connection:
        names = ("journal_mode", "busy_timeout", "foreign_keys")
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert pragmas == ["wal", 5000, 1]


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_bytes(b"no database, but long enough to be looked at" * 40)
    (tmp_path / "folder.db").mkdir()
    for name in ("records.db", "folder.db"):
        with pytest.raises((RecordsUnavailable, RecordsUrlRefused)) as refused:
            open_records(f"sqlite:///{tmp_path}/{name}", migrations=MIGRATIONS)
        assert name in str(refused.value)


def test_a_database_that_went_away_works_again_when_it_is_back(opened: Opening) -> None:
    with PostgresServer() as server:
        records = opened(server.url.replace("postgres@", "postgres:hush-hush@"))
        add(records, "bruno")
        server.stop()
        for call in (records.ping, records.wipe, lambda: add(records, "alice"), lambda: records.row(select(Person.login), {})):
            with pytest.raises(RecordsUnavailable) as refused:
                call()
            assert f"127.0.0.1:{server.port}" in str(refused.value)
            assert "hush" not in str(refused.value)
        server.start()
        assert logins(records) == ["bruno"]
        assert records.row(select(Person.login), {}) == ("bruno",)
        records.close()


@pytest.mark.parametrize(("url", "sentence"), [
    ("sqlite://", "SQLite needs a file"),
    ("sqlite:///:memory:", "SQLite needs a file"),
    ("mysql://me:hush-hush@localhost/db", "“mysql” is not a database that keeps records"),
    ("hush-hush", "not the address of a database"),
])
def test_a_wrong_address_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(RecordsUrlRefused) as refused:
        open_records(url, migrations=MIGRATIONS)
    assert sentence in str(refused.value)
    assert "hush" not in str(refused.value)


def test_postgresql_by_its_usual_name_is_understood(postgres: PostgresServer, opened: Opening) -> None:
    url = postgres.database("usual_name").replace("postgresql+psycopg:", "postgresql:")
    add(opened(url), "bruno")
    assert logins(opened(url)) == ["bruno"]


def test_postgresql_without_an_encoding_of_its_own_keeps_accents(postgres: PostgresServer, opened: Opening) -> None:
    records = opened(postgres.database("no_encoding", "--encoding", "SQL_ASCII", "--template", "template0"))
    add(records, "hélène")
    assert logins(records) == ["hélène"]
