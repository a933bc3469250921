"""The person proves who she is, or goes back: what the login form of every fake does."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass

from doublure.exchange import Answer, Parameters, Request
from doublure.journal import Trail
from doublure.oidc.authorization_errors import AccessDenied
from doublure.oidc.provider.authorize import passage_of, refuse
from doublure.personas import Persona
from doublure.storage.interface import Result
from doublure.web.csrf import check
from identity_providers.answer import recognised
from identity_providers.fake import Fake
from identity_providers.lookalike import looks_real
from identity_providers.page import PURPOSE, ended_page, login_page
from identity_providers.pending import Browser, Pending
from identity_providers.plugin import Answers, Refusal

__all__ = ["ABORTED", "show", "submit"]

#: What the hub is told when the person goes back (contract §11.1).
ABORTED = "user authentication aborted"

_LOGIN_ID = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A login that this browser has open, with what else was read in the same flush."""

    browser: Browser
    pending: Pending
    trail: Trail
    throttled: tuple[Result, ...]


def show(fake: Fake, request: Request) -> Answer:
    """GET `/login`: the form again, filled for the persona chosen from the list (GR-09: her password is public)."""
    opened = _open(fake, request, request.query)
    if isinstance(opened, Answer):
        return opened
    persona = fake.people().by_login(request.query.get("persona") or "")
    has_account = persona is not None and fake.plugin.slug in persona.idps
    return login_page(fake, request, opened.browser, persona=persona if has_account else None)


def submit(fake: Fake, request: Request) -> Answer:
    """POST `/login`: back to the hub with a code, with `access_denied`, or the form once more."""
    opened = _open(fake, request, request.form)
    if isinstance(opened, Answer):
        return opened
    # SES-03: a form of another site could otherwise log somebody in as the attacker.
    if not check(request.form.get("csrf_token") or "", opened.browser.secret, opened.browser.login_id, PURPOSE):
        return ended_page(fake, request, 403)
    if request.form.get("action") == "cancel":
        return _abort(fake, opened)
    wait = fake.throttle.wait(opened.throttled)
    if wait:
        again = login_page(fake, request, opened.browser, status=429, problem="throttled", seconds=wait)
        return again.with_header(("Retry-After", str(wait)))
    found = _examine(fake, request.form)
    if isinstance(found, Persona):
        return recognised(fake, request, opened.browser, opened.pending, found, opened.trail)
    return _refuse(fake, request, opened, found)


def _open(fake: Fake, request: Request, parameters: Parameters) -> Open | Answer:
    login_id = parameters.get("interaction") or ""
    if request.fault or not _LOGIN_ID.fullmatch(login_id):
        return ended_page(fake, request, 400)
    reading = fake.throttle.asking(_identifier(parameters), request.remote)
    kept, *throttled = fake.store.batch(fake.pending.getting(login_id), *reading)
    pending = fake.pending.read(kept)
    browser = Browser.of(fake.plugin.slug, login_id, request)
    if pending is None or not browser.waits_for(pending):
        return ended_page(fake, request, 403)
    trail = fake.provider.trail(pending.thread, pending.client_id)
    return Open(browser=browser, pending=pending, trail=trail, throttled=tuple(throttled))


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


def _abort(fake: Fake, opened: Open) -> Answer:
    pending, trail = opened.pending, opened.trail
    trail.event("IDP_LOGIN_ABORTED", idp=fake.plugin.slug)
    return refuse(fake.provider, pending.redirect_uri, AccessDenied(ABORTED), pending.state,
                  passage_of(fake.provider, trail), trail=trail)


def _identifier(parameters: Parameters) -> str:
    return (parameters.get("identifier") or "")[:_LONGEST]
