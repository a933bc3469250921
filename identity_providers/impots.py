"""impots.gouv.fr: the numéro fiscal and a password, level low (domain §3)."""

from __future__ import annotations

from doublure.personas import People, Persona
from identity_providers.plugin import Answers, Refusal, look_up
from identity_providers.realistic import Fault, MailCode, Realistic

__all__ = ["Impots"]


class Impots:
    """impots.gouv.fr as a plugin."""

    slug = "impots"
    title = "impots.gouv.fr"
    level = "eidas1"
    amr: tuple[str, ...] = ("pwd",)
    hint = "numéro fiscal (13 chiffres)"
    realistic = Realistic(asks="identifier and password", hint="numéro fiscal, 13 chiffres", steps=(MailCode(),), faults=(
        Fault(r"\d{1,12}|\d{14,}", "Le numéro fiscal se compose de 13 chiffres."),
        Fault(r".*@.*", "C’est le numéro fiscal qui est demandé, non une adresse électronique."),
    ))

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The numéro fiscal, whose last three digits are a key."""
        return (persona.nif,) if persona.nif else ()

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this identifier or login."""
        return look_up(self, answers, people)
