"""Which phones there are, and whose: one per number of a persona, and any other number of the range kept for fiction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doublure.personas import People, Persona
from identity_providers.lookalike import looks_real
from identity_providers.plugin import canonical

__all__ = ["number_of", "owners", "phones", "spoken"]

_NUMBER = re.compile(r"0[67]\d{8}")


def number_of(text: str, people: People) -> str | None:
    """The number of the phone that *text* means: a number however it is written, or the login of whoever owns it.

    `None` for what may be somebody's real number (GR-04) and for what is no phone at all.
    """
    typed = canonical(text)
    persona = people.by_login(text.strip()) or people.by_login(typed)
    if persona is not None and persona.phone:
        return canonical(persona.phone)
    known = any(canonical(persona.phone) == typed for persona in people if persona.phone)
    return typed if _NUMBER.fullmatch(typed) and (known or not looks_real(typed)) else None


def owners(number: str, people: People) -> tuple[Persona, ...]:
    """Everybody whose phone has this *number*."""
    return tuple(persona for persona in people if persona.phone and canonical(persona.phone) == number)


def phones(people: People) -> Iterator[tuple[str, tuple[Persona, ...]]]:
    """Every phone of a persona by number, with its owners, in the order of the people."""
    for number in dict.fromkeys(canonical(persona.phone) for persona in people if persona.phone):
        yield number, owners(number, people)


def spoken(number: str) -> str:
    """*number* as people read it: digits in pairs, with spaces at which no line breaks."""
    return "\N{NO-BREAK SPACE}".join(number[place:place + 2] for place in range(0, len(number), 2))
