"""Who may open an account: from the sixteenth birthday on, from the fifteenth with an apprenticeship contract (SEED-01).

The wizard asks no birth date (AMB-02): it comes from FranceConnect, else from the register of persons, else from the year and
month in the number, which cannot tell who turns sixteen this month from who did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service_provider.rules.nir import Nir

__all__ = ["AgeFromNir", "Birth", "Eligibility", "birth_from_date", "birth_from_nir", "eligibility", "french_date"]

AgeFromNir = Literal["lenient", "strict"]

_MAJORITY, _WITH_CONTRACT = 16, 15


class Eligibility(StrEnum):
    """The verdict; all but the first have a sentence in `sentences`."""

    ELIGIBLE = "eligible"
    CONTRACT_UNKNOWN = "contract_unknown"
    CONTRACT_MISSING = "contract_missing"
    TOO_YOUNG = "too_young"


@dataclass(frozen=True, slots=True)
class Birth:
    """The day from which birthdays are counted."""

    day: date


def eligibility(birth: Birth, today: date, *, contract: bool | None) -> Eligibility:
    """Whether a person of that *birth* may register *today*; *contract* is `None` while nobody has asked.

    The birthday itself counts (AMB-01). Who was born on 29 February has it on 1 March in other years.
    """
    age = today.year - birth.day.year - ((today.month, today.day) < (birth.day.month, birth.day.day))
    if age >= _MAJORITY:
        return Eligibility.ELIGIBLE
    if age < _WITH_CONTRACT:
        return Eligibility.TOO_YOUNG
    if contract is None:
        return Eligibility.CONTRACT_UNKNOWN
    return Eligibility.ELIGIBLE if contract else Eligibility.CONTRACT_MISSING


def birth_from_date(birthdate: str) -> Birth:
    """From `YYYY-MM-DD`; an unknown part (`00`) counts as the first, as FranceConnect writes presumed births."""
    year, month, day = (int(part) for part in birthdate.split("-"))
    return Birth(date(year, month or 1, day or 1))


def birth_from_nir(nir: Nir, today: date, rule: AgeFromNir = "lenient") -> Birth | None:
    """From year and month in the number; `None` when it has no birth in it.

    `lenient` takes the first day that fits, `strict` the first day after the last that fits. Of two centuries the later one
    that is not in the future: a centenarian is recognised by FranceConnect or by the register only.
    """
    if nir.year is None:
        return None
    year = today.year - (today.year - nir.year) % 100
    if nir.month is not None and (year, nir.month) > (today.year, today.month):
        year -= 100
    if rule == "lenient":
        return Birth(date(year, nir.month or 1, 1))
    month = nir.month or 12
    return Birth(date(year + month // 12, month % 12 + 1, 1))


def french_date(now: int) -> date:
    """The date in metropolitan France at *now* (seconds since the epoch): birthdays begin there, not at Greenwich."""
    zone: ZoneInfo | timezone
    try:
        zone = ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:  # a system without time zones: winter time is at most one hour late
        zone = timezone(timedelta(hours=1))
    return datetime.fromtimestamp(now, zone).date()
