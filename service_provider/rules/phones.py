"""French telephone numbers, mobile and landline, overseas included, and the ranges kept for fiction."""

from __future__ import annotations

from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberType

__all__ = ["Line", "mask_phone", "read_phone", "show_phone"]

Line = Literal["mobile", "landline"]

#: National numbers written in France are read in one of these: 0692… is valid in Réunion only.
_REGIONS = ("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "NC", "PF", "WF")
#: What the regulator keeps for films and examples, as international numbers; the library calls the mobile one invalid.
_FICTION: dict[Line, tuple[str, ...]] = {
    "mobile": ("+3363998",),
    "landline": ("+33199 00", "+33261 91", "+33353 01", "+33465 71", "+33536 49"),
}
_TYPES: dict[Line, frozenset[int]] = {
    "mobile": frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}),
    "landline": frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.VOIP}),
}
_FRENCH_LENGTH = 12


def read_phone(text: str, line: Line) -> str | None:
    """The number that *text* spells as `+33639980101` (E.164), or `None` when it is no French number of that *line*."""
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if number.extension is None and (_is_fiction(written, line) or _is_real(number, line)):
            return written
    return None


def show_phone(number: str) -> str:
    """An E.164 *number* as it is dialled in France: `06 39 98 01 01`."""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)


def mask_phone(number: str) -> str:
    """What may be shown where the number is not asked for: `06 •• •• •• 01`."""
    shown = show_phone(number)
    return shown[:2] + "".join("•" if character.isdigit() else character for character in shown[2:-2]) + shown[-2:]


def _is_fiction(number: str, line: Line) -> bool:
    return len(number) == _FRENCH_LENGTH and number.startswith(tuple(prefix.replace(" ", "") for prefix in _FICTION[line]))


def _is_real(number: phonenumbers.PhoneNumber, line: Line) -> bool:
    return (
        phonenumbers.region_code_for_number(number) in _REGIONS
        and phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) in _TYPES[line]
    )
