"""What makes a password acceptable: the four criteria of the screen, then what others would guess first (domain §2.8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from service_provider.rules.names import fold

__all__ = [
    "CRITERIA", "PASSWORD_LENGTH", "Criterion", "Profile", "common_words", "is_guessable", "missing_criteria",
    "normal_password",
]

#: Longest password, in characters (AMB-08): a bound for the hash's work, far above anything typed.
PASSWORD_LENGTH = 128

#: `2020`: the rule of the founding document; `2025`: that of the real site since (AMB-18).
Profile = Literal["2020", "2025"]

_NUMBER_PART, _WORD_PART = 6, 3
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_SITE = re.compile(r"moncompteformation|cpf[\W_]*(?:19|20)\d\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the list beside the field: its code, what it says in French, and whether a password meets it."""

    code: str
    label: str
    met: Callable[[str], bool]


_CLASSES = (
    Criterion("uppercase", "1 majuscule", lambda text: any(character.isupper() for character in text)),
    Criterion("lowercase", "1 minuscule", lambda text: any(character.islower() for character in text)),
    Criterion("digit", "1 chiffre", lambda text: any(character.isdecimal() for character in text)),
)

CRITERIA: Mapping[Profile, tuple[Criterion, ...]] = {
    "2020": (Criterion("length", "8 caractères", lambda text: len(text) >= 8), *_CLASSES),
    "2025": (
        Criterion("length", "12 caractères", lambda text: len(text) >= 12), *_CLASSES,
        Criterion("special", "1 caractère spécial", lambda text: any(not character.isalnum() for character in text)),
    ),
}


def normal_password(text: str) -> str:
    """*text* as it is counted, compared and hashed: NFKC, so that every keyboard types the same password."""
    return unicodedata.normalize("NFKC", text)


def missing_criteria(password: str, profile: Profile) -> tuple[Criterion, ...]:
    """The criteria of *profile* that the normal *password* does not meet, in the order of the list."""
    return tuple(criterion for criterion in CRITERIA[profile] if not criterion.met(password))


def is_guessable(password: str, *, nir: str = "", words: Iterable[str] = (), common: frozenset[str] = frozenset()) -> bool:
    """Whether *password* is made of what others try first.

    That is: the number or six consecutive digits of it, one of *words* (birth name, local part of the mail address) of three
    letters or more, the site's own name, or a *common* word with digits and signs around it.
    """
    flat, digits = fold(password), re.sub(r"\W", "", password)
    parts = {nir[start:start + _NUMBER_PART] for start in range(len(nir) - _NUMBER_PART + 1)}
    return (
        any(part in digits for part in parts)
        or any(fold(word) in flat for word in words if len(fold(word)) >= _WORD_PART)
        or bool(_SITE.search(password))
        or _EDGES.sub("", password).casefold() in common
    )


def common_words() -> frozenset[str]:
    """The shipped list of words that French passwords are made of."""
    text = (files("service_provider.rules") / "data" / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
