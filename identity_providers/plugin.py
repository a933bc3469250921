"""What a fake must be able to say about itself: a plugin. Pure: no web, no store, no clock."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from doublure.personas import People, Persona

__all__ = ["Answers", "Plugin", "Refusal", "canonical", "look_up"]

_SEPARATORS = re.compile(r"[\s.\-/]+")
_ABROAD = re.compile(r"^(?:\+|00)33(?:\(0\))?0?")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person typed. Never in a `repr`: a traceback must not carry what may be somebody's real number (GR-04)."""

    identifier: str = field(repr=False)


class Refusal(StrEnum):
    """Why nobody was found. For the journal; the page says the same sentence for all three (SES-16)."""

    STRANGER = "outside the test set"
    ELSEWHERE = "in the test set, without an account here"
    LOOKS_REAL = "outside the test set, and looks like real data"


class Plugin(Protocol):
    """One fake identity provider.

    `slug` names files, tables and test ids; `title` is the plain name shown to people; `level` is the highest assurance level
    it can vouch for (`eidas1` to `eidas3`); `amr` lists the methods of a login (RFC 8176); `hint` says in French, in a few
    words, what its own identifier is.
    """

    slug: str
    title: str
    level: str
    amr: tuple[str, ...]
    hint: str

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The identifiers under which *persona* is known here, beside her login; those she does not have are left out."""
        ...

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """The persona with an account here who is meant by *answers*, or why there is none."""
        ...


def look_up(plugin: Plugin, answers: Answers, people: People) -> Persona | Refusal:
    """The `find` of every fake that asks one identifier: a login, or one of the plugin's own identifiers.

    `Refusal.LOOKS_REAL` is not decided here: what looks real is judged for all fakes alike (`lookalike`).
    """
    typed = canonical(answers.identifier)
    found = {
        persona.login: persona
        for persona in people.with_account_at(plugin.slug)
        for name in (persona.login, *plugin.identifiers(persona))
        if typed and canonical(name) == typed
    }
    # Two people may share a mailbox (P18 and P19): nobody is guessed, the login tells them apart.
    if len(found) == 1:
        return next(iter(found.values()))
    return Refusal.ELSEWHERE if _known(typed, people) else Refusal.STRANGER


def canonical(text: str) -> str:
    """*text* as it is compared: an address or login in lower case, a number without separators or French country code."""
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    if "@" in text:
        return text
    return _ABROAD.sub("0", _SEPARATORS.sub("", text)) if any(map(str.isdigit, text)) else text


def _known(typed: str, people: People) -> bool:
    return any(
        typed == canonical(name)
        for persona in people
        for name in (persona.login, persona.nir, persona.nir[:13], persona.nif, persona.phone, persona.email)
        if name
    )
