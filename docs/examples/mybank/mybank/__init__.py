"""My Bank: a customer number and a password, level substantial."""

from __future__ import annotations

from doublure.personas import People, Persona
from identity_providers.plugin import Answers, Refusal, look_up

__all__ = ["MyBank"]


class MyBank:
    """My Bank as a plugin: what `identity_providers/plugin.py` asks of one, and nothing more."""

    slug = "mybank"
    title = "Ma Banque"
    level = "eidas2"
    amr: tuple[str, ...] = ("pwd",)
    hint = "numéro de client (P et deux chiffres, puis 000)"

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The customer number, made of the persona's own in the table of people."""
        return (f"{persona.id}000",) if persona.id else ()

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this number or login."""
        return look_up(self, answers, people)
