"""The person proves who she is, or goes back: what the login form of every fake does."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from doublure.exchange import Answer, Request, see_other
from doublure.personas import Persona, identity_at
from identity_providers.answer import Somebody, recognised
from identity_providers.fake import Fake
from identity_providers.first_page import enter
from identity_providers.opened import Open, abort, open_login
from identity_providers.page import login_page
from identity_providers.proving import changed_key, identifier_in, proven, refused, sought
from identity_providers.realistic import MODES, Mode
from identity_providers.release import level_for

__all__ = ["show", "submit"]


def show(fake: Fake, request: Request) -> Answer:
    """GET `/login`: the form again, filled for the persona chosen from the list (GR-09: her password is public)."""
    opened = open_login(fake, request, request.query)
    if isinstance(opened, Answer):
        return opened
    persona = fake.people().by_login(request.query.get("persona") or "")
    if persona is None or fake.plugin.slug not in persona.idps:
        return login_page(fake, request, opened.browser, mode=opened.pending.mode)
    temporary = fake.settings.realistic.temporary_password if opened.pending.mode == "realistic" else None
    first = temporary is not None and fake.store.get(changed_key(fake, persona.login)) is None
    return login_page(fake, request, opened.browser, mode=opened.pending.mode, persona=persona, temporary=first)


def submit(fake: Fake, request: Request) -> Answer:
    """POST `/login`: back to the hub with a code, with `access_denied`, on to a second step, or the form once more."""
    reading = fake.throttle.asking(identifier_in(request.form), request.remote)
    opened = open_login(fake, request, request.form, reading)
    if isinstance(opened, Answer):
        return opened
    action = request.form.get("action")
    if action == "cancel":
        return abort(fake, opened)
    if wanted := next((mode for mode in MODES if mode == action), None):
        return _switched(fake, opened, wanted)
    wait = fake.throttle.wait(opened.results)
    if wait:
        again = login_page(fake, request, opened.browser, mode=opened.pending.mode, status=429, problem="throttled", seconds=wait)
        return again.with_header(("Retry-After", str(wait)))
    if opened.pending.mode == "realistic" and fake.realistic:
        return enter(fake, request, opened, fake.realistic)
    found, proof = sought(fake, request.form), proven(fake, request.form)
    if not isinstance(found, Persona) or proof is None:
        return refused(fake, request, opened, None if isinstance(found, Persona) else found)
    level = level_for(opened.pending.acr_values, fake.levels("seed"))
    somebody = Somebody(found.login, identity_at(found, fake.plugin.slug), level, fake.amr("seed"))
    return recognised(fake, request, opened, somebody)


def _switched(fake: Fake, opened: Open, mode: Mode) -> Answer:
    """The same login in the other mode: a choice of this login, not of the fake."""
    browser = opened.browser
    if fake.realistic and opened.pending.answered is None:
        fake.pending.put(browser.login_id, replace(opened.pending, mode=mode, stage=None), now=fake.clock.now())
    back = see_other(f"/login?{urlencode({'interaction': browser.login_id})}")
    return back.with_cookie(browser.cookie(fake.settings.login_lifetime))
