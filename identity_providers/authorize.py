"""The authorization endpoint of a fake: examine the request, then wait for the person on the login page."""

from __future__ import annotations

from doublure.correlation import new_thread
from doublure.exchange import Answer, Request
from doublure.journal import Thread
from doublure.oidc.authorization_errors import LoginRequired
from doublure.oidc.errors import ProtocolError
from doublure.oidc.provider import authorize as role
from doublure.oidc.provider.authorize_rules import AuthorizeQuestion
from doublure.oidc.provider.authorize_table import PLAIN_AUTHORIZE_ROWS
from doublure.oidc.provider.plain import saying
from doublure.oidc.provider.table import Finding, Row
from doublure.oidc.vocabulary import Prompt
from doublure.personas import Persona
from doublure.storage.interface import tag_of
from identity_providers.fake import Fake
from identity_providers.opened import Open
from identity_providers.page import login_page, protocol_error_page
from identity_providers.pending import Browser, Pending, forgotten
from identity_providers.piloting import fly
from identity_providers.plugin import Answers
from identity_providers.release import SCOPES

__all__ = ["ROWS", "authorize"]

#: Nobody's identifier is longer.
_LONGEST = 200


def a_page_is_allowed(question: AuthorizeQuestion) -> Finding | None:
    """Core §3.1.2.6: nobody is ever logged in at a fake, so `prompt=none` cannot succeed."""
    return Finding("prompt=none", "a prompt that allows a login page") if Prompt.NONE in question.asked.prompt else None


#: Every check of the endpoint, in order.
ROWS: tuple[Row[AuthorizeQuestion], ...] = (
    *PLAIN_AUTHORIZE_ROWS,
    Row("a_page_is_allowed", a_page_is_allowed, "Core §3.1.2.6", saying(LoginRequired, "nobody is logged in here")),
)


def authorize(fake: Fake, request: Request) -> Answer:
    """GET or POST `/authorize`: the login page, or a refusal where it may go.

    Every request is a new login, whatever `prompt` and `max_age` say: a fake keeps no session of anybody.
    """
    thread = _thread(fake, request.parameters.get("state"))
    trail = fake.provider.trail(thread)
    try:
        question = role.check(fake.provider, request, trail, ROWS)
    except ProtocolError as error:
        if not error.travels:
            return protocol_error_page(fake, request, error)
        asked = role.ask(fake.provider, request).asked
        passage = role.passage_of(fake.provider, fake.provider.trail(thread, asked.client_id))
        return role.refuse(fake.provider, asked.redirect_uri or "", error, asked.state, passage, trail=trail)
    trail = fake.provider.trail(thread, question.asked.client_id)
    trail.event("IDP_LOGIN_SHOWN", idp=fake.plugin.slug)
    browser = Browser(fake.plugin.slug, fake.randomness.token(), fake.randomness.token())
    pending = _pending(fake, question, browser, thread)
    fake.store.batch(
        fake.pending.putting(browser.login_id, pending),
        fake.correlation.recording(tag_of(browser.login_id), thread),
    )
    if thread.autopilot is not None:
        return fly(fake, request, Open(browser=browser, pending=pending, trail=trail, results=()), thread.autopilot)
    cookie = browser.cookie(fake.settings.login_lifetime)
    page = login_page(fake, request, browser, mode=fake.settings.mode, identifier=_guessed(fake, question.asked.login_hint))
    return page.with_cookie(*forgotten(fake.plugin.slug, request), cookie)


def _guessed(fake: Fake, login_hint: str | None) -> str:
    """The hint where it is a persona's identifier here (Core §3.1.2.1); anything else may be real data: not shown (GR-04)."""
    hint = (login_hint or "")[:_LONGEST]
    return hint if hint and isinstance(fake.plugin.find(Answers(identifier=hint), fake.people()), Persona) else ""


def _pending(fake: Fake, question: AuthorizeQuestion, browser: Browser, thread: Thread) -> Pending:
    asked = question.asked
    return Pending(
        client_id=asked.client_id or "", redirect_uri=asked.redirect_uri or "", state=asked.state, nonce=asked.nonce,
        scope=role.granted_scope(question, SCOPES), acr_values=asked.acr_values, code_challenge=asked.code_challenge,
        browser=browser.fingerprint, thread=thread, mode=fake.settings.mode,
    )


def _thread(fake: Fake, state: str | None) -> Thread:
    # Whoever sent the request noted under its `state` which journey it belongs to; a stranger's starts a line of its own.
    return (fake.correlation.find(state) if state else None) or new_thread(fake.randomness)
