"""The page of a second step: shown, answered, and asked by its script whether there is something to react to."""

from __future__ import annotations

from doublure.exchange import Answer, Request, json_answer
from identity_providers.fake import Fake
from identity_providers.first_page import begin, keep
from identity_providers.opened import Open, abort, open_login
from identity_providers.page import ended_page, login_page, step_page
from identity_providers.realistic import Realistic
from identity_providers.stage import Stage
from identity_providers.steps.kinds import kind_of
from identity_providers.steps.visit import Again, Elsewhere, Over, Passed, Verdict, Visit

__all__ = ["progress", "show_step", "submit_step"]


def show_step(fake: Fake, request: Request) -> Answer:
    """GET `/login/step`: the step that waits in this browser."""
    opened = open_login(fake, request, request.query)
    if isinstance(opened, Answer):
        return opened
    found = _waiting(fake, request, opened)
    return found if isinstance(found, Answer) else _page(found[0], found[1])


def submit_step(fake: Fake, request: Request) -> Answer:
    """POST `/login/step`: on to the next step or to the hub, the page once more, or back to the first page."""
    opened = open_login(fake, request, request.form)
    if isinstance(opened, Answer):
        return opened
    found = _waiting(fake, request, opened)
    if isinstance(found, Answer):
        return found
    visit, stage, plan = found
    kind, action = kind_of(visit.step), request.form.get("action")
    if action in {"cancel", "restart"}:
        if isinstance(kind, Elsewhere):
            kind.give_up(visit, stage)
        return abort(fake, opened) if action == "cancel" else keep(fake, opened, None, "/login")
    return _react(visit, stage, plan, kind.answer(visit, stage))


def progress(fake: Fake, request: Request) -> Answer:
    """GET `/login/progress`: whether the step still waits, for the script of its page."""
    opened = open_login(fake, request, request.query)
    if isinstance(opened, Answer):
        return opened
    found = _waiting(fake, request, opened)
    if isinstance(found, Answer):
        return json_answer({"waiting": False})
    visit, stage, _ = found
    kind = kind_of(visit.step)
    return json_answer({"waiting": not isinstance(kind, Elsewhere) or kind.waits(visit, stage)})


def _waiting(fake: Fake, request: Request, opened: Open) -> tuple[Visit, Stage, Realistic] | Answer:
    stage, plan = opened.pending.stage, fake.realistic
    if stage is None or plan is None or stage.place >= len(plan.steps):
        return ended_page(fake, request, 403)
    persona = fake.people().by_login(stage.login) if stage.login else None
    if persona is not None and fake.plugin.slug not in persona.idps:
        persona = None
    visit = Visit(fake=fake, request=request, opened=opened, step=plan.steps[stage.place], persona=persona)
    return visit, stage, plan


def _react(visit: Visit, stage: Stage, plan: Realistic, verdict: Verdict) -> Answer:
    fake, request, opened = visit.fake, visit.request, visit.opened
    step = type(visit.step).__name__
    match verdict:
        case Passed(persona, cookies):
            opened.trail.event("IDP_SECOND_STEP_PASSED", idp=fake.plugin.slug, step=step)
            return begin(fake, request, opened, plan, persona, stage.proof, place=stage.place + 1, asked=True, cookies=cookies)
        case Again(problem, changed, status):
            cookies = keep(fake, opened, changed, "/login/step").cookies if changed else ()
            if status != 200:
                opened.trail.event("IDP_SECOND_STEP_REFUSED", idp=fake.plugin.slug, step=step, reason=problem)
            return _page(visit, changed or stage, problem=problem, status=status).with_cookie(*cookies)
        case Over(problem):
            opened.trail.event("IDP_SECOND_STEP_REFUSED", idp=fake.plugin.slug, step=step, reason=problem)
            keep(fake, opened, None, "/login")
            return login_page(fake, request, opened.browser, mode=opened.pending.mode, status=403, problem=problem)


def _page(visit: Visit, stage: Stage, *, problem: str = "", status: int = 200) -> Answer:
    kind = kind_of(visit.step)
    return step_page(visit.fake, visit.request, visit.opened.browser, kind.template, status=status, problem=problem,
                     **kind.shown(visit, stage))
