"""Somebody was recognised: a grant, a code, and back to the hub."""

from __future__ import annotations

from dataclasses import replace

from doublure.exchange import Answer, Request
from doublure.journal import Trail
from doublure.oidc.provider.authorize import passage_of, respond
from doublure.oidc.provider.grants import TOKEN_LENGTH, Grant
from doublure.personas import Persona, identity_at
from doublure.storage.interface import tag_of
from identity_providers.fake import Fake
from identity_providers.page import ended_page
from identity_providers.pending import Browser, Pending
from identity_providers.release import level_for, subject_of

__all__ = ["recognised"]


def recognised(fake: Fake, request: Request, browser: Browser, pending: Pending, persona: Persona, trail: Trail) -> Answer:
    """303 to the hub with a code for *persona*.

    The form posted twice gets the same answer twice, code included, for as long as a code lives: after a double click the
    browser follows only the second. Another persona in an answered login is refused.
    """
    if pending.answered not in {None, persona.login}:
        return ended_page(fake, request, 403)
    at = fake.clock.now() if pending.answered_at is None else pending.answered_at
    tag = tag_of(browser.login_id)
    grant = _grant(fake, pending, persona, at, tag)
    code, keeping = fake.provider.grants.issuing(grant, tag, ending=browser.code_ending(TOKEN_LENGTH - len(tag)))
    answered = replace(pending, answered=persona.login, answered_at=at)
    lifetime = fake.settings.code_lifetime
    fake.store.batch(*keeping, fake.pending.putting(browser.login_id, answered, at + lifetime))
    trail.event("IDP_LOGIN_ACCEPTED", idp=fake.plugin.slug, persona=persona.login, acr=grant.acr, amr=list(grant.amr))
    parameters = {"code": code} if pending.state is None else {"code": code, "state": pending.state}
    answer = respond(fake.provider, pending.redirect_uri, parameters, passage_of(fake.provider, trail), trail=trail)
    return answer.with_cookie(browser.cookie(lifetime))


def _grant(fake: Fake, pending: Pending, persona: Persona, at: int, tag: str) -> Grant:
    return fake.provider.grants.dated(Grant(
        id=tag, client_id=pending.client_id, redirect_uri=pending.redirect_uri, sub=subject_of(persona.login),
        scope=pending.scope, nonce=pending.nonce, acr=level_for(pending.acr_values, fake.settings.levels),
        amr=fake.plugin.amr, auth_time=at, code_challenge=pending.code_challenge, issued_at=at, code_expires_at=at,
        expires_at=at, thread=pending.thread, memo={"identity": identity_at(persona, fake.plugin.slug)},
    ))
