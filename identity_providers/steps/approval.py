"""The person accepts on her phone; this login, in this browser, learns it and nobody else does."""

from __future__ import annotations

from typing import Any

from doublure.personas import Persona
from doublure.storage.interface import tag_of
from identity_providers.phone.requests import PENDING, Ask, PhoneRequest, Reason, Seen, Sheet, State
from identity_providers.plugin import canonical
from identity_providers.realistic import Approval, Proof
from identity_providers.stage import Stage
from identity_providers.steps.visit import Again, Over, Passed, Verdict, Visit
from identity_providers.throttle import bucket

__all__ = ["ApprovalStep", "asked_of", "judged", "unanswered", "withdraw"]


class ApprovalStep:
    """An unknown number waits exactly like a known one whose phone is switched off: nobody learns who has an account (SES-16)."""

    template = "step_approval.html"

    def begin(self, visit: Visit, proof: Proof) -> Stage | None:
        """Ask the phone."""
        persona, sheet = visit.persona, visit.step.sheet if isinstance(visit.step, Approval) else "application"
        number = canonical(persona.phone) if persona and persona.phone else f"nobody:{bucket(visit.typed)}"
        request = visit.fake.phones.send(asked_of(visit, sheet), number)
        return Stage(login=persona.login if persona else "", number=number, request=request.id, matching=request.matching,
                     ends_at=request.expires_at)

    def shown(self, visit: Visit, stage: Stage) -> dict[str, Any]:
        """The number to compare, the time left, and the way to the phones."""
        return {"matching": stage.matching, "left": max(0, stage.ends_at - visit.fake.clock.now()),
                "telephone": visit.fake.telephone, "sim": visit.step == Approval("sim")}

    def answer(self, visit: Visit, stage: Stage) -> Verdict:
        """What the phone has said by now."""
        return judged(visit.fake.phones.look(stage.number, stage.request), visit.persona)

    def waits(self, visit: Visit, stage: Stage) -> bool:
        """Whether the phone has not answered."""
        return unanswered(visit, stage.number, stage.request) is not None

    def give_up(self, visit: Visit, stage: Stage) -> None:
        """The phone need not answer any more."""
        withdraw(visit, stage.number, stage.request)


def unanswered(visit: Visit, number: str, request_id: str) -> PhoneRequest | None:
    """The request to the phone *number*, as long as that may answer it."""
    seen = visit.fake.phones.look(number, request_id)
    return seen.request if seen is not None and seen.state in PENDING else None


def withdraw(visit: Visit, number: str, request_id: str) -> None:
    """End the request, if the phone has not."""
    if request := unanswered(visit, number, request_id):
        visit.fake.phones.end(request, State.EXPIRED, Reason.WITHDRAWN)


def asked_of(visit: Visit, sheet: Sheet) -> Ask:
    """What a phone is asked for this login."""
    fake = visit.fake
    return Ask(provider=fake.plugin.slug, title=fake.plugin.title, service=fake.settings.client.client_name,
               place=visit.request.remote, sheet=sheet, thread=visit.opened.pending.thread,
               tag=tag_of(visit.opened.browser.login_id))


def judged(seen: Seen | None, persona: Persona | None) -> Verdict:
    """Whether *persona* is let in by a request to her phone as it stands."""
    if seen is None:
        return Over("phone_expired")
    match seen.state:
        case State.ACCEPTED if persona is not None:
            return Passed(persona)
        case State.CREATED | State.SHOWN:
            return Again("not_yet", status=200)
        case State.REFUSED:
            return Over(f"phone_{seen.reason.name.lower()}")
        case State.BLOCKED:
            return Over("phone_blocked")
        case _:
            return Over("phone_expired")
