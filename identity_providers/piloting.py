"""Somebody logs in without a screen: the journey says who."""

from __future__ import annotations

from doublure.autopilot import Autopilot
from doublure.exchange import Answer, Request
from doublure.personas import identity_at
from doublure.web.errors import error_page
from identity_providers.answer import Somebody, recognised
from identity_providers.fake import Fake
from identity_providers.opened import Open
from identity_providers.release import level_for

__all__ = ["fly"]


def fly(fake: Fake, request: Request, opened: Open, wish: str) -> Answer:
    """Back to the hub with the persona of *wish*, or a page that says why she cannot log in here."""
    slug, pilot = fake.plugin.slug, Autopilot.of(wish)
    persona = fake.people().by_login(pilot.persona)
    if persona is None or pilot.provider != slug or slug not in persona.idps:
        opened.trail.event("AUTOPILOT_REFUSED", idp=slug, persona=pilot.persona)
        return error_page(
            fake.pages, request, code="autopilot", status=403,
            sentence="Le pilote automatique désigne une personne qui n’a pas de compte ici.",
            diagnosis=f"autopilot {pilot.persona}@{pilot.provider}: no persona of that login has an account at {slug}",
        )
    level = level_for(opened.pending.acr_values, fake.settings.levels)
    return recognised(fake, request, opened, Somebody(persona.login, identity_at(persona, slug), level, fake.amr("seed")))
