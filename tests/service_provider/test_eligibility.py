from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from service_provider.rules.eligibility import (
    Birth,
    Eligibility,
    birth_from_date,
    birth_from_nir,
    eligibility,
    french_date,
)
from service_provider.rules.nir import Nir

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("birthdate", "contract", "verdict"), [
    ("2010-11-23", None, Eligibility.ELIGIBLE),                # sixteen today: the birthday counts
    ("2010-11-24", None, Eligibility.CONTRACT_UNKNOWN),        # sixteen tomorrow
    ("2010-11-24", False, Eligibility.CONTRACT_MISSING),
    ("2011-06-15", True, Eligibility.ELIGIBLE),
    ("2011-11-23", True, Eligibility.ELIGIBLE),                # fifteen today
    ("2011-11-24", True, Eligibility.TOO_YOUNG),               # fourteen: a contract does not help
    ("1921-05-08", None, Eligibility.ELIGIBLE),
    ("1992-00-00", None, Eligibility.ELIGIBLE),
])
def test_sixteen_or_fifteen_with_a_contract(birthdate: str, contract: bool | None, verdict: Eligibility) -> None:
    assert eligibility(birth_from_date(birthdate), TODAY, contract=contract) is verdict


def test_who_was_born_on_29_february_is_a_year_older_on_1_march() -> None:
    birth = Birth(date(2012, 2, 29))
    assert eligibility(birth, date(2027, 2, 28), contract=True) is Eligibility.TOO_YOUNG
    assert eligibility(birth, date(2027, 3, 1), contract=True) is Eligibility.ELIGIBLE


@pytest.mark.parametrize(("number", "lenient", "strict"), [
    ("1101152219922", date(2010, 11, 1), date(2010, 12, 1)),
    ("1101252219922", date(2010, 12, 1), date(2011, 1, 1)),
    ("1922099214916", date(1992, 1, 1), date(1993, 1, 1)),     # month unknown
    ("1923599214918", date(1992, 5, 1), date(1992, 6, 1)),     # pseudo-month
    ("1261152219922", date(2026, 11, 1), date(2026, 12, 1)),
    ("1261252219922", date(1926, 12, 1), date(1927, 1, 1)),    # the month is not over: another century
    ("1271152219922", date(1927, 11, 1), date(1927, 12, 1)),
])
def test_the_number_alone_gives_the_month(number: str, lenient: date, strict: date) -> None:
    assert birth_from_nir(Nir(number), TODAY) == Birth(lenient)
    assert birth_from_nir(Nir(number), TODAY, "strict") == Birth(strict)


def test_two_people_of_the_same_month_are_told_apart_by_their_birth_date_only() -> None:
    sacha, veille = Nir("1101152219922"), Nir("2101152219923")
    assert birth_from_nir(sacha, TODAY) == birth_from_nir(veille, TODAY)
    assert eligibility(birth_from_date("2010-11-23"), TODAY, contract=None) is not \
        eligibility(birth_from_date("2010-11-24"), TODAY, contract=None)


def test_a_number_of_a_fund_has_no_birth() -> None:
    assert birth_from_nir(Nir("7100199999999"), TODAY) is None


@pytest.mark.parametrize(("instant", "day"), [
    (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), date(2026, 11, 22)),
    (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), date(2026, 11, 23)),   # winter: one hour ahead of Greenwich
    (datetime(2026, 7, 13, 22, 0, tzinfo=UTC), date(2026, 7, 14)),     # summer: two
])
def test_the_day_begins_at_midnight_in_france(instant: datetime, day: date) -> None:
    assert french_date(int(instant.timestamp())) == day
