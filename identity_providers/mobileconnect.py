"""MobileConnect et moi: the mobile number, level substantial as its makers meant it (domain §3)."""

from __future__ import annotations

from doublure.personas import People, Persona
from identity_providers.plugin import Answers, Refusal, look_up
from identity_providers.realistic import Approval, Fault, Realistic

__all__ = ["MobileConnect"]


class MobileConnect:
    """MobileConnect et moi as a plugin."""

    slug = "mobileconnect"
    title = "MobileConnect et moi"
    level = "eidas2"
    amr: tuple[str, ...] = ("pwd",)
    hint = "numéro de mobile"
    #: Whoever is not with this operator has a SIM card that cannot ask.
    realistic = Realistic(
        asks="identifier", label="Mon numéro de mobile", hint="10 chiffres, chez un opérateur compatible",
        steps=(Approval("sim"),), faults=(
            Fault(r"0[67](?!399801)\d{8}", "Opérateur non compatible : sa carte SIM ne connaît pas ce service."),
            Fault(r"|(?!0[67]\d{8}$)\+?\d+|.*[^\w.-].*|.{51,}", "Tapez un numéro de mobile, qui a 10 chiffres."),
        ))

    def identifiers(self, persona: Persona) -> tuple[str, ...]:
        """The mobile number, whose SIM card is the second factor in life."""
        return (persona.phone,) if persona.phone else ()

    def find(self, answers: Answers, people: People) -> Persona | Refusal:
        """Whoever has an account here under this identifier or login."""
        return look_up(self, answers, people)
