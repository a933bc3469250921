"""The person proves who she is, or goes back: what the login form of every fake does."""

from __future__ import annotations

import hmac

from doublure.exchange import Answer, Parameters, Request
from doublure.personas import Persona, identity_at
from identity_providers.answer import Somebody, recognised
from identity_providers.fake import Fake
from identity_providers.lookalike import looks_real
from identity_providers.opened import Open, abort, open_login
from identity_providers.page import login_page
from identity_providers.plugin import Answers, Refusal
from identity_providers.release import level_for

__all__ = ["show", "submit"]

_LONGEST = 200


def show(fake: Fake, request: Request) -> Answer:
    """GET `/login`: the form again, filled for the persona chosen from the list (GR-09: her password is public)."""
    opened = open_login(fake, request, request.query)
    if isinstance(opened, Answer):
        return opened
    persona = fake.people().by_login(request.query.get("persona") or "")
    has_account = persona is not None and fake.plugin.slug in persona.idps
    return login_page(fake, request, opened.browser, persona=persona if has_account else None)


def submit(fake: Fake, request: Request) -> Answer:
    """POST `/login`: back to the hub with a code, with `access_denied`, or the form once more."""
    reading = fake.throttle.asking(_identifier(request.form), request.remote)
    opened = open_login(fake, request, request.form, reading)
    if isinstance(opened, Answer):
        return opened
    if request.form.get("action") == "cancel":
        return abort(fake, opened)
    wait = fake.throttle.wait(opened.results)
    if wait:
        again = login_page(fake, request, opened.browser, status=429, problem="throttled", seconds=wait)
        return again.with_header(("Retry-After", str(wait)))
    found = _examine(fake, request.form)
    if not isinstance(found, Persona):
        return _refuse(fake, request, opened, found)
    level = level_for(opened.pending.acr_values, fake.settings.levels)
    return recognised(fake, request, opened, Somebody(found.login, identity_at(found, fake.plugin.slug), level))


def _examine(fake: Fake, form: Parameters) -> Persona | Refusal | None:
    """Who logs in; why nobody was found; `None` when somebody was, with a wrong password.

    Both are always looked at, so that time tells nobody which was wrong (SES-16). The password ends here (GR-04).
    """
    typed, published = form.get("password") or "", fake.settings.password
    right = hmac.compare_digest(typed.encode("utf-8", "surrogatepass"), published.encode())
    found = fake.plugin.find(Answers(identifier=_identifier(form)), fake.people())
    if isinstance(found, Persona):
        return found if right else None
    real = found is Refusal.STRANGER and looks_real(_identifier(form))
    return Refusal.LOOKS_REAL if real else found


def _refuse(fake: Fake, request: Request, opened: Open, reason: Refusal | None) -> Answer:
    """The same sentence and status whatever was wrong (SES-16); what may be real data is not even shown back (GR-04)."""
    identifier = _identifier(request.form)
    fake.throttle.failed(identifier, request.remote)
    opened.trail.event("IDP_LOGIN_REFUSED", idp=fake.plugin.slug, reason=reason or "wrong password")
    real = reason is Refusal.LOOKS_REAL
    return login_page(fake, request, opened.browser, status=403, problem="refused", warning=real,
                      identifier="" if real else identifier)


def _identifier(parameters: Parameters) -> str:
    return (parameters.get("identifier") or "")[:_LONGEST]
