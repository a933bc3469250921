"""The registration: four pages, one form each, no JavaScript needed (SEED-30 to SEED-75)."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, abort, request, session
from werkzeug.wrappers import Response

from service_provider.house import House
from service_provider.pages.drafting import draft_of_visit, forget_draft, keep_draft
from service_provider.pages.finishing import finish_registration
from service_provider.pages.screen import go, show
from service_provider.registration.draft import Draft
from service_provider.registration.judgement import Judgement, Step
from service_provider.registration.password_step import judge_password, password_is_optional
from service_provider.registration.steps import STEPS, first_open, neighbour, step_named
from service_provider.rules.lists import DIPLOMAS, REPETITIONS, STREET_TYPES
from service_provider.rules.passwords import CRITERIA
from service_provider.rules.sentences import SENTENCES

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/inscription` and `/inscription/<step>`."""
    steps = STEPS[house.settings.profile]

    @app.get("/inscription")
    def begin_registration() -> Response:
        return go(_at(steps[0]))

    @app.get("/inscription/<slug>")
    def show_step(slug: str) -> Response:
        step = step_named(slug, steps) or abort(404)
        draft = draft_of_visit(house)
        allowed = first_open(draft, house.circumstances())
        if steps.index(step) > steps.index(allowed):
            return go(_at(allowed))
        return _page(house, step, draft, Judgement())

    @app.post("/inscription/<slug>")
    def submit_step(slug: str) -> Response:
        step = step_named(slug, steps) or abort(404)
        if "registration" not in session and "registered" in session:
            return go("/inscription/enregistree")  # the button of the last page, pressed twice
        fields = request.form.to_dict()
        draft = draft_of_visit(house).with_typed(fields, of=step.fields)
        if fields.get("direction") == "previous":
            keep_draft(house, draft)
            return go(_at(neighbour(step, -1, steps)))
        return _advance(house, step, draft, fields)


def _advance(house: House, step: Step, draft: Draft, fields: Mapping[str, str]) -> Response:
    circumstances = house.circumstances()
    steps = STEPS[house.settings.profile]
    last = step is steps[-1]
    verdict = judge_password(draft, circumstances, fields) if last else step.judge(draft, circumstances)
    if verdict.faults.get("nir") == "nir_unknown":
        # What may be somebody's real number is not kept (guard rail GR-04).
        draft = draft.without("nir")
    keep_draft(house, draft)
    if not verdict.passed:
        return _page(house, step, draft, verdict, status=422)
    allowed = first_open(draft, circumstances)
    if steps.index(step) > steps.index(allowed):
        return go(_at(allowed))
    if not last:
        return go(_at(neighbour(step, 1, steps)))
    fault = finish_registration(house, draft, circumstances, fields.get("password", ""))
    if isinstance(fault, Response):
        forget_draft(house, draft)
        return fault
    found = next(one for one in steps if fault[0] in one.fields)
    return _page(house, found, draft, Judgement(faults=dict([fault])), status=422)


def _page(house: House, step: Step, draft: Draft, verdict: Judgement, *, status: int = 200) -> Response:
    if not verdict.faults:
        # What the step would ask beside its usual fields shows as soon as what was typed leads to it.
        asked = step.judge(draft, house.circumstances())
        verdict = Judgement(asks=asked.asks, warnings=asked.warnings, choices=asked.choices)
    steps = STEPS[house.settings.profile]
    return show(
        house, f"step_{steps.index(step) + 1}.html", status=status, step=step, steps=steps, draft=draft, typed=draft.typed,
        action=_at(step),
        faults={name: SENTENCES[code] for name, code in verdict.faults.items()},
        warnings=[SENTENCES[code] for code in verdict.warnings], asks=verdict.asks, choices=verdict.choices,
        diplomas=DIPLOMAS, repetitions=REPETITIONS, street_types=STREET_TYPES, criteria=CRITERIA[house.settings.profile],
        password_optional=password_is_optional(draft, house.settings),
    )


def _at(step: Step) -> str:
    return f"/inscription/{step.slug}"
