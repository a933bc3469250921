"""A login without identifier: the page shows a code, the phone that takes it up says who logs in."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import segno

from doublure.personas import Persona
from identity_providers.phone.owners import owners
from identity_providers.phone.pairing import Pairing
from identity_providers.realistic import Proof
from identity_providers.stage import Stage
from identity_providers.steps.approval import asked_of, judged, unanswered, withdraw
from identity_providers.steps.visit import Again, Over, Verdict, Visit

__all__ = ["PairingStep"]


class PairingStep:
    """Taking the code up only brings the question to a phone; what its owner answers lets this browser in."""

    template = "step_pairing.html"

    def begin(self, visit: Visit, proof: Proof) -> Stage | None:
        """Wait under a short code."""
        offer = Pairing(visit.fake.phones).offer(asked_of(visit, "title"))
        return Stage(request=offer.id, code=offer.code, matching=offer.matching, ends_at=offer.expires_at)

    def shown(self, visit: Visit, stage: Stage) -> dict[str, Any]:
        """The code, to read with a phone or to type, and the number to compare."""
        address = f"{visit.fake.telephone}/?{urlencode({'code': stage.code})}"
        # A margin of four modules is part of the symbol (ISO/IEC 18004 §5.3.8).
        picture = segno.make(address, micro=False).svg_data_uri(scale=5, border=4, light="#ffffff")
        return {"code": stage.code, "address": address, "picture": picture, "matching": stage.matching,
                "left": max(0, stage.ends_at - visit.fake.clock.now())}

    def answer(self, visit: Visit, stage: Stage) -> Verdict:
        """What the phone that took the code up has said by now."""
        number = Pairing(visit.fake.phones).taken_by(stage.request)
        if number is None:
            return Again("not_taken", status=200) if visit.fake.clock.now() < stage.ends_at else Over("phone_expired")
        return judged(visit.fake.phones.look(number, stage.request), _owner(visit, number))

    def waits(self, visit: Visit, stage: Stage) -> bool:
        """Whether no phone has answered."""
        number = Pairing(visit.fake.phones).taken_by(stage.request)
        if number is None:
            return visit.fake.clock.now() < stage.ends_at
        return unanswered(visit, number, stage.request) is not None

    def give_up(self, visit: Visit, stage: Stage) -> None:
        """No phone need answer any more."""
        pairing = Pairing(visit.fake.phones)
        pairing.withdraw(stage.code)
        if number := pairing.taken_by(stage.request):
            withdraw(visit, number, stage.request)


def _owner(visit: Visit, number: str) -> Persona | None:
    # Two people with one phone: nobody is guessed.
    found = [person for person in owners(number, visit.fake.people()) if visit.fake.plugin.slug in person.idps]
    return found[0] if len(found) == 1 else None
