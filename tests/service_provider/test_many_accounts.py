"""With ten thousand accounts as fast as with ten: no question to the database on these ways reads a whole table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from service_provider.accounts.confirming import Confirmation
from service_provider.accounts.desk import Desk
from service_provider.accounts.linking import Recognition
from service_provider.accounts.proving import Verdict
from tests.service_provider.test_accounts import CAMILLE, PIVOT, SUBJECT, account, opened


@contextmanager
def questions(desk: Desk) -> Iterator[dict[str, Any]]:
    """Every statement that is sent meanwhile, with parameters of one go."""
    seen: dict[str, Any] = {}

    def keep(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.split()[0] in {"SELECT", "UPDATE", "DELETE"}:
            seen.setdefault(statement, parameters)

    event.listen(desk.records.engine, "before_cursor_execute", keep)
    yield seen
    event.remove(desk.records.engine, "before_cursor_execute", keep)


def log_in(desk: Desk) -> None:
    opened(desk)
    assert desk.proving.prove(CAMILLE, "Wrong1234", "::1").verdict is Verdict.REFUSED
    assert desk.proving.prove(CAMILLE, "Abcdefg1", "::1").verdict is Verdict.GRANTED


def register(desk: Desk) -> None:
    result = desk.opening.open(account(desk))
    sent = desk.confirming.resend(result.account.id)
    assert sent is not None
    assert desk.confirming.confirm(sent[1]).outcome is Confirmation.DONE
    assert desk.opening.open(account(desk)).outcome.value == "number_taken"


def come_from_franceconnect(desk: Desk) -> None:
    assert desk.linking.recognise(SUBJECT, PIVOT, "new@example.org").how is Recognition.NOBODY
    opened(desk, given_name="Camille", birthdate="1987-03-14", gender="female", birthplace="55140", birthcountry="99100")
    assert desk.linking.recognise(SUBJECT, PIVOT, "").how is Recognition.LINKED
    assert desk.linking.recognise(SUBJECT, PIVOT, "").how is Recognition.KNOWN


@pytest.mark.parametrize("records", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", [log_in, register, come_from_franceconnect])
def test_no_question_reads_a_whole_table(desk: Desk, way: Callable[[Desk], None]) -> None:
    with questions(desk) as asked:
        way(desk)
    assert len(asked) >= 5
    scans = {}
    with desk.records.engine.connect() as connection:
        for statement, parameters in asked.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            scans[statement] = [str(row[3]) for row in plan if str(row[3]).startswith("SCAN")]
    assert not {statement: found for statement, found in scans.items() if found}
