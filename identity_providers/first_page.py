"""The first page in mode `realistic`, and the way from one second step to the next."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from doublure.exchange import Answer, Cookie, Request, see_other
from doublure.personas import Persona, identity_at
from identity_providers.answer import Somebody, recognised
from identity_providers.fake import Fake
from identity_providers.opened import Open
from identity_providers.page import login_page
from identity_providers.plugin import Refusal, canonical
from identity_providers.proving import identifier_in, proven, refused, sought
from identity_providers.realistic import Proof, Realistic
from identity_providers.release import level_for
from identity_providers.stage import Stage
from identity_providers.steps.kinds import kind_of
from identity_providers.steps.visit import Visit

__all__ = ["begin", "enter", "keep"]


def enter(fake: Fake, request: Request, opened: Open, plan: Realistic) -> Answer:
    """The first page was sent: on to the first second step that this login needs, or the page once more."""
    if plan.asks == "nothing":
        return begin(fake, request, opened, plan, None, Proof.NOTHING)
    typed, found = identifier_in(request.form), sought(fake, request.form)
    if fault := plan.fault(canonical(typed)):
        real = found is Refusal.LOOKS_REAL
        return login_page(fake, request, opened.browser, mode=opened.pending.mode, status=422, problem="fault", fault=fault,
                          warning=real, identifier="" if real else typed)
    persona = found if isinstance(found, Persona) else None
    if plan.asks == "identifier":
        if found is Refusal.LOOKS_REAL:
            return refused(fake, request, opened, found)
        # Each question to a phone counts, whoever has it: nobody is worn down by questions until he accepts one.
        fake.throttle.failed(typed, request.remote)
        return begin(fake, request, opened, plan, persona, Proof.IDENTIFIER)
    proof = proven(fake, request.form, fake.settings.realistic.temporary_password, persona.login if persona else "")
    if persona is None or proof is None:
        return refused(fake, request, opened, None if isinstance(found, Persona) else found)
    return begin(fake, request, opened, plan, persona, proof)


def begin(fake: Fake, request: Request, opened: Open, plan: Realistic, persona: Persona | None, proof: Proof, *,
          place: int = 0, asked: bool = False, cookies: tuple[Cookie, ...] = ()) -> Answer:
    """303 to the first step from *place* on that this login needs; to the hub when it needs none.

    *asked* says whether one was passed already, which shows in `amr`.
    """
    for number, step in enumerate(plan.steps[place:], start=place):
        visit = Visit(fake=fake, request=request, opened=opened, step=step, persona=persona, typed=identifier_in(request.form))
        stage = kind_of(step).begin(visit, proof)
        if stage is not None:
            opened.trail.event("IDP_SECOND_STEP_ASKED", idp=fake.plugin.slug, step=type(step).__name__)
            return keep(fake, opened, replace(stage, place=number, proof=proof), "/login/step").with_cookie(*cookies)
    if persona is None:
        return refused(fake, request, opened, Refusal.STRANGER)
    level = level_for(opened.pending.acr_values, fake.levels("realistic"))
    somebody = Somebody(persona.login, identity_at(persona, fake.plugin.slug), level, fake.amr("realistic", second_step=asked))
    return recognised(fake, request, opened, somebody).with_cookie(*cookies)


def keep(fake: Fake, opened: Open, stage: Stage | None, path: str) -> Answer:
    """Keep *stage* with the login, which has its whole time again, and go on to *path*. An answered login gets no more time."""
    browser, pending, now = opened.browser, opened.pending, fake.clock.now()
    # A little longer than the step itself, so that its page can still say that it has expired.
    lifetime = max(fake.settings.login_lifetime, stage.ends_at - now + 60 if stage else 0)
    if pending.answered_at is not None:
        lifetime = max(1, pending.answered_at + fake.settings.code_lifetime - now)
    fake.pending.put(browser.login_id, replace(pending, stage=stage), now + lifetime)
    return see_other(f"{path}?{urlencode({'interaction': browser.login_id})}").with_cookie(browser.cookie(lifetime))
