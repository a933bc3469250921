"""Names as they are compared: the same person is spelled in many ways, and only the spelling may differ."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["NAME_LENGTH", "fold", "given_names_agree", "is_name"]

#: Longest name that FranceConnect transmits.
NAME_LENGTH = 256

#: Letters that Unicode does not decompose into a base letter and a mark.
_WHOLE = str.maketrans({"Œ": "OE", "Æ": "AE", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "TH", "Ħ": "H", "ẞ": "SS"})
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′＇", "'"))
_GAPS = re.compile(r"[\s\u2010-\u2015\u2212_-]+")
_JOINERS = frozenset(" '-.’‘ʼ\u00b7")


def fold(name: str) -> str:
    """*name* in upper case, without accents or ligatures, hyphens as spaces, one kind of apostrophe (domain §2.2)."""
    # Upper case twice: compatibility characters decompose into small letters.
    plain = unicodedata.normalize("NFKD", name.upper()).upper().translate(_WHOLE).translate(_APOSTROPHES)
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return _GAPS.sub(" ", letters).strip()


def given_names_agree(one: str, other: str) -> bool:
    """Whether two lists of given names may be one person's: the first must be equal, others may be missing on one side."""
    shorter, longer = sorted((fold(one).split(), fold(other).split()), key=len)
    if not shorter or shorter[0] != longer[0]:
        return False
    rest = iter(longer)
    return all(name in rest for name in shorter)  # the iterator remembers: the order must be the same


def is_name(text: str) -> bool:
    """Whether *text* can be a name: letters with their marks, spaces, hyphens, apostrophes, at least one letter."""
    return any(character.isalpha() for character in text) and all(
        character.isalpha() or unicodedata.combining(character) or character in _JOINERS for character in text
    )
