"""The social-security number (NIR): 13 characters and a key, read strictly and never shown in full.

`S AA MM DD CCC OOO KK`: sex, year and month of birth, place of birth by its INSEE code, rank, key. Structure follows
domain §2.1; python-stdnum computes the key and checks nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from stdnum.fr import nir as stdnum_nir

__all__ = ["Nir", "NirFault", "NirRefused", "group_nir", "key_of", "mask_nir", "read_nir"]

#: Spaces, dots and every kind of hyphen: how people group the number on paper.
_SEPARATORS = re.compile(r"[\s.\u2010-\u2015\u2212-]+")
_SHAPE = re.compile(r"\d{5}(?:\d\d|2[AB])\d{6}")
_STRUCTURE = re.compile(
    r"[12]\d\d"
    r"(?:0[1-9]|1[0-2]|2\d|3\d|4[0-2]|[5-9]\d)"  # 20-30 and 50-99: month unknown; 31-42: month + 30
    r"(?!00)(?:\d\d|2[AB])(?!000)\d{3}(?!000)\d{3}",
)
_MIGRANT, _PROVISIONAL = "56", "3478"
_LENGTH, _WITH_KEY = 13, 15


class NirFault(StrEnum):
    """What is wrong with a number as typed; one sentence each in `sentences`."""

    EMPTY = "nir_empty"
    LENGTH = "nir_length"
    LETTER_O = "nir_letter_o"
    CHARACTER = "nir_character"
    STRUCTURE = "nir_structure"
    KEY = "nir_key"
    PROVISIONAL = "nir_provisional"


class NirRefused(ValueError):  # noqa: N818 - it names the fault, like the other refusals
    """The text is no acceptable number; `fault` says which rule refused it. Never carries the text."""

    def __init__(self, fault: NirFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Nir:
    """A number that was accepted: 13 characters, without key. Its `repr` shows sex, year and month only."""

    number: str = field(repr=False)

    @property
    def key(self) -> str:
        """The two digits of the key."""
        return key_of(self.number)

    @property
    def provisional(self) -> bool:
        """Whether it only stands in for a number to come (3, 4, 7, 8)."""
        return self.number[0] in _PROVISIONAL

    @property
    def gender(self) -> str:
        """`male` or `female`, as FranceConnect writes it."""
        return "male" if self.number[0] in "137" else "female"

    @property
    def year(self) -> int | None:
        """Last two digits of the year of birth; the century is not in the number."""
        return None if self._opaque else int(self.number[1:3])

    @property
    def month(self) -> int | None:
        """Month of birth 1-12, or `None` when the number does not say (20-30, 50-99)."""
        month = int(self.number[3:5])
        if self._opaque or 12 < month < 31 or month > 42:
            return None
        return month if month <= 12 else month - 30

    @property
    def place(self) -> str | None:
        """INSEE code of the place of birth as it was in the year of birth; begins with 99 for a country."""
        return None if self._opaque else self.number[5:10]

    @property
    def _opaque(self) -> bool:
        # Numbers of the health-insurance funds (7, 8) carry fund and order, no birth (CNAM nir-validation).
        return self.number[0] in "78"

    def grouped(self) -> str:
        """The full number as printed on the card, for the form that its owner has just filled in."""
        n = self.number
        return f"{n[0]} {n[1:3]} {n[3:5]} {n[5:7]} {n[7:10]} {n[10:13]} {self.key}"

    def __str__(self) -> str:
        return mask_nir(self.number)


def read_nir(text: str, *, key: bool = True, provisional: bool = False) -> Nir:
    """The number that *text* spells. Raises `NirRefused`.

    With *key* false, 13 characters are accepted as well as 15 (AMB-10); a key that is there is always checked.
    *provisional* accepts numbers that begin with 3, 4, 7 or 8.
    """
    number = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    _check_characters(number)
    if len(number) != _WITH_KEY and (key or len(number) != _LENGTH):
        raise NirRefused(NirFault.LENGTH)
    body = number[:_LENGTH]
    if body[0] not in _PROVISIONAL and not _STRUCTURE.fullmatch(body):
        raise NirRefused(NirFault.STRUCTURE)
    if number[_LENGTH:] and number[_LENGTH:] != key_of(body):
        raise NirRefused(NirFault.KEY)
    if body[0] in _PROVISIONAL and not provisional:
        raise NirRefused(NirFault.PROVISIONAL)
    return Nir(body)


def key_of(number: str) -> str:
    """The key of 13 characters: 97 - N mod 97, 2A counted as 19 and 2B as 18."""
    return str(stdnum_nir.calc_check_digits(number))


def group_nir(text: str) -> str:
    """*text* in the groups that people read, `2 87 03 55 140 901 60`, when it is a number with its key; else as it is."""
    try:
        nir = read_nir(text, provisional=True)
    except NirRefused:
        return text
    number = nir.number
    return " ".join((number[0], number[1:3], number[3:5], number[5:7], number[7:10], number[10:], nir.key))


def mask_nir(number: str) -> str:
    """What may be shown: `2 87 03 ** *** *** **`."""
    return f"{number[0]} {number[1:3]} {number[3:5]} ** *** *** **"


def _check_characters(number: str) -> None:
    if not number:
        raise NirRefused(NirFault.EMPTY)
    for position, character in enumerate(number):
        corsican = position == 6 and character in "AB" and number[5] == "2"
        if not corsican and character not in "0123456789":
            raise NirRefused(NirFault.LETTER_O if character == "O" else NirFault.CHARACTER)
