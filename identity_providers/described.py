"""A fake that configuration alone describes: a table instead of a class, for providers that ask one identifier and a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from doublure.personas import People, Persona
from identity_providers.plugin import Answers, Refusal, look_up

__all__ = ["Described", "Identifier"]

#: Which of a persona's own numbers or addresses the provider asks for; `login` for none of them.
Identifier = Literal["nif", "nir", "email", "phone", "login"]


@dataclass(slots=True)
class Described:
    """A plugin made of a table of `config/identity_providers/`."""

    slug: str
    title: str
    level: str
    amr: tuple[str, ...]
    hint: str
    identifier: Identifier

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The one number or address that the table names; a NIR without its key, as such providers ask for it."""
        own = {"nif": persona.nif, "nir": persona.nir[:13], "email": persona.email, "phone": persona.phone, "login": ""}
        found = own[self.identifier]
        return (found,) if found else ()

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this identifier or login."""
        return look_up(self, answers, people)
