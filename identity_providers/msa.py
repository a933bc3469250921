"""msa.fr: the social-security number and a password, level low (domain §3)."""

from __future__ import annotations

from doublure.personas import People, Persona
from identity_providers.plugin import Answers, Refusal, look_up
from identity_providers.realistic import Fault, NewPassword, Realistic

__all__ = ["Msa"]


class Msa:
    """msa.fr as a plugin."""

    slug = "msa"
    title = "msa.fr"
    level = "eidas1"
    amr: tuple[str, ...] = ("pwd",)
    hint = "identifiant MSA (numéro de sécurité sociale, 13 caractères)"
    realistic = Realistic(asks="identifier and password", hint="identifiant MSA, 13 chiffres", steps=(NewPassword(),), faults=(
        Fault(r"\d{14}", "C’est un compte d’entreprise (SIRET), non utilisable ici."),
        Fault(r"\d{1,12}|\d{15,}", "L’identifiant MSA d’une personne se compose de 13 chiffres."),
    ))

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The NIR without its key: a person's MSA identifier (firms have their SIRET, and no account here)."""
        return (persona.nir[:13],) if persona.nir else ()

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this identifier or login."""
        return look_up(self, answers, people)
