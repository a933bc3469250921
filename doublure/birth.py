"""Birth dates that move with the day, ages, and the social security number that follows from a birth (domain §2.1, §4.2)."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stdnum.fr.nir import calc_check_digits

__all__ = ["age_on", "french_date", "nir_of", "resolved"]

_RELATIVE = re.compile(r"today((?:[+-]\d+[ymd])*)")
_STEP = re.compile(r"([+-]\d+)([ymd])")
_CORSICA_SPLIT = 1976


def resolved(text: str, today: date) -> str:
    """*text* as `YYYY-MM-DD`: a relative date such as `today-16y+1d` is counted from *today*, any other stays.

    Steps apply from left to right; a month without that day gives its last one. Raises `ValueError` for `today…`
    followed by anything else.
    """
    if not text.startswith("today"):
        return text
    found = _RELATIVE.fullmatch(text)
    if not found:
        raise ValueError("is not a relative date; write it like today-16y+1d (units y, m, d)")
    day = today
    for count, unit in _STEP.findall(found[1]):
        day = day + timedelta(days=int(count)) if unit == "d" else _months_later(day, int(count) * (12 if unit == "y" else 1))
    return day.isoformat()


def nir_of(*, gender: str, birthdate: str, birthplace: str, birthcountry: str, rank: int) -> str:
    """The 15 characters of the number (13 and key) of a person of that *rank* in the month's births.

    An unknown month counts as 20; abroad the country's code stands for the place; before 1976 Corsica was department 20.
    """
    year, month, _ = birthdate.split("-")
    place = birthplace if birthcountry == "99100" else birthcountry
    if place[:2] in {"2A", "2B"} and int(year) < _CORSICA_SPLIT:
        place = f"20{place[2:]}"
    number = f"{2 if gender == 'female' else 1}{year[2:]}{'20' if month == '00' else month}{place}{rank:03d}"
    return number + calc_check_digits(number)


def age_on(birthdate: str, today: date) -> int:
    """Whole years on *today* of somebody born on *birthdate*; unknown parts count as the first."""
    year, month, day = (int(part) or 1 for part in birthdate.split("-"))
    return today.year - year - ((today.month, today.day) < (month, day))


def french_date(now: int) -> date:
    """The date in metropolitan France at *now* (seconds since the epoch): birthdays begin there, not at Greenwich."""
    zone: ZoneInfo | timezone
    try:
        zone = ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:  # a system without time zones: winter time is at most one hour late
        zone = timezone(timedelta(hours=1))
    return datetime.fromtimestamp(now, zone).date()


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
