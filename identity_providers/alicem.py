"""Alicem: an alias chosen in the application on the phone, level high as its makers meant it (domain §3)."""

from __future__ import annotations

from doublure.personas import People, Persona
from identity_providers.plugin import Answers, Refusal, look_up
from identity_providers.realistic import Pairing, Realistic

__all__ = ["Alicem"]


class Alicem:
    """Alicem as a plugin."""

    slug = "alicem"
    title = "Alicem"
    level = "eidas3"
    amr: tuple[str, ...] = ("pwd",)
    hint = "alias choisi dans l’application (ici, l’identifiant du personnage)"
    realistic = Realistic(asks="nothing", hint="votre téléphone suffit", steps=(Pairing(),))

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """None of its own: the alias of a persona is her login."""
        return ()

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this identifier or login."""
        return look_up(self, answers, people)
