"""L'Identité Numérique La Poste: an e-mail address or mobile number, level substantial (domain §3)."""

from __future__ import annotations

from doublure.personas import People, Persona, identity_at
from identity_providers.plugin import Answers, Refusal, look_up
from identity_providers.realistic import Approval, Fault, Realistic

__all__ = ["LaPoste"]


class LaPoste:
    """L'Identité Numérique La Poste as a plugin."""

    slug = "laposte"
    title = "L'Identité Numérique La Poste"
    level = "eidas2"
    amr: tuple[str, ...] = ("pwd",)
    hint = "adresse électronique ou numéro de mobile"
    realistic = Realistic(
        asks="identifier", label="Mon numéro de mobile", hint="10 chiffres", steps=(Approval("application"),), faults=(
            Fault(r"|(?!0[67]\d{8}$)\+?\d+|.*[^\w.-].*|.{51,}", "Tapez un numéro de mobile, qui a 10 chiffres."),
        ))

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The e-mail address La Poste knows, which may differ from the persona's own, and the mobile number."""
        email = str(identity_at(persona, self.slug).get("email", ""))
        return tuple(known for known in (email, persona.phone) if known)

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this identifier or login."""
        return look_up(self, answers, people)
