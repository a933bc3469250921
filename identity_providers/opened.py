"""A login that this browser has open: found again by every form that belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from doublure.exchange import Answer, Parameters, Request
from doublure.journal import Trail
from doublure.oidc.authorization_errors import AccessDenied
from doublure.oidc.provider.authorize import passage_of, refuse
from doublure.storage.interface import Operation, Result
from doublure.web.csrf import check
from identity_providers.fake import Fake
from identity_providers.page import PURPOSE, ended_page
from identity_providers.pending import Browser, Pending

__all__ = ["ABORTED", "Open", "abort", "open_login"]

#: What the hub is told when the person goes back (contract §11.1).
ABORTED = "user authentication aborted"

_LOGIN_ID = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The login, the browser it is open in, its journal, and the results of what else was read in the same flush."""

    browser: Browser
    pending: Pending
    trail: Trail
    results: tuple[Result, ...]


def open_login(fake: Fake, request: Request, parameters: Parameters, reading: tuple[Operation, ...] = ()) -> Open | Answer:
    """The login that *parameters* name, or the page that says it is not open here. *reading* is read along with it.

    A POST must also carry the token of its form: another site could otherwise log somebody in as the attacker (SES-03).
    """
    login_id = parameters.get("interaction") or ""
    if request.fault or not _LOGIN_ID.fullmatch(login_id):
        return ended_page(fake, request, 400)
    kept, *results = fake.store.batch(fake.pending.getting(login_id), *reading)
    pending = fake.pending.read(kept)
    browser = Browser.of(fake.plugin.slug, login_id, request)
    if pending is None or not browser.waits_for(pending):
        return ended_page(fake, request, 403)
    if request.method == "POST" and not check(parameters.get("csrf_token"), browser.secret, login_id, PURPOSE):
        return ended_page(fake, request, 403)
    trail = fake.provider.trail(pending.thread, pending.client_id)
    return Open(browser=browser, pending=pending, trail=trail, results=tuple(results))


def abort(fake: Fake, opened: Open) -> Answer:
    """Back to the hub without anybody (SEED-19)."""
    pending, trail = opened.pending, opened.trail
    trail.event("IDP_LOGIN_ABORTED", idp=fake.plugin.slug)
    return refuse(fake.provider, pending.redirect_uri, AccessDenied(ABORTED), pending.state,
                  passage_of(fake.provider, trail), trail=trail)
