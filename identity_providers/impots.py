"""impots.gouv.fr: the numéro fiscal and a password, level low (domain §3)."""

from __future__ import annotations

from doublure.personas import People, Persona
from identity_providers.plugin import Answers, Refusal, look_up

__all__ = ["Impots"]


class Impots:
    """impots.gouv.fr as a plugin."""

    slug = "impots"
    title = "impots.gouv.fr"
    level = "eidas1"
    amr: tuple[str, ...] = ("pwd",)
    hint = "numéro fiscal (13 chiffres)"

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The numéro fiscal, whose last three digits are a key."""
        return (persona.nif,) if persona.nif else ()

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this identifier or login."""
        return look_up(self, answers, people)
