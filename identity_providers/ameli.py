"""ameli.fr: the social-security number and a password, level low (domain §3)."""

from __future__ import annotations

from doublure.personas import People, Persona
from identity_providers.plugin import Answers, Refusal, look_up
from identity_providers.realistic import Fault, MailCode, Realistic

__all__ = ["Ameli"]


class Ameli:
    """ameli.fr as a plugin."""

    slug = "ameli"
    title = "ameli.fr"
    level = "eidas1"
    amr: tuple[str, ...] = ("pwd",)
    hint = "numéro de sécurité sociale (13 caractères, sans la clé)"
    realistic = Realistic(
        asks="identifier and password", hint="numéro de sécurité sociale, 13 chiffres sans la clé", steps=(MailCode(),), faults=(
            Fault(r"\d{5}(\d\d|2[ab])\d{8}", "Tapez les 13 premiers caractères, sans les deux chiffres de la clé."),
            Fault(r"[3478]\d{12}", "Un numéro provisoire n’ouvre pas de compte : attendez votre numéro définitif."),
            Fault(r"\d{1,12}|\d{14}|\d{16,}", "Le numéro de sécurité sociale se compose de 13 caractères, sans la clé."),
        ))

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The NIR without its key: that is how the real service asks for it."""
        return (persona.nir[:13],) if persona.nir else ()

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this identifier or login."""
        return look_up(self, answers, people)
