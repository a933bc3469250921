"""Somebody was recognised: a grant, a code, and back to the hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from doublure.exchange import Answer, Request
from doublure.oidc.provider.authorize import passage_of, respond
from doublure.oidc.provider.grants import TOKEN_LENGTH, Grant
from doublure.storage.interface import tag_of
from identity_providers.fake import Fake
from identity_providers.opened import Open
from identity_providers.page import ended_page
from identity_providers.pending import Pending
from identity_providers.release import subject_of

__all__ = ["Somebody", "recognised"]


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who was recognised: her login, her claims as this provider spells them, its level if it says one, and its methods.

    `sub` replaces the subject that follows from the login.
    """

    login: str
    identity: Mapping[str, Any]
    level: str | None
    amr: tuple[str, ...]
    sub: str | None = None


def recognised(fake: Fake, request: Request, opened: Open, somebody: Somebody) -> Answer:
    """303 to the hub with a code for *somebody*.

    The form posted twice gets the same answer twice, code included, for as long as a code lives: after a double click the
    browser follows only the second. Somebody else in an answered login is refused.
    """
    browser, pending, trail = opened.browser, opened.pending, opened.trail
    if pending.answered not in {None, somebody.login}:
        return ended_page(fake, request, 403)
    at = fake.clock.now() if pending.answered_at is None else pending.answered_at
    tag = tag_of(browser.login_id)
    grant = _grant(fake, pending, somebody, at, tag)
    code, keeping = fake.provider.grants.issuing(grant, tag, ending=browser.code_ending(TOKEN_LENGTH - len(tag)))
    answered = replace(pending, answered=somebody.login, answered_at=at)
    lifetime = fake.settings.code_lifetime
    fake.store.batch(*keeping, fake.pending.putting(browser.login_id, answered, at + lifetime))
    trail.event("IDP_LOGIN_ACCEPTED", idp=fake.plugin.slug, persona=somebody.login, acr=grant.acr, amr=list(grant.amr))
    parameters = {"code": code} if pending.state is None else {"code": code, "state": pending.state}
    answer = respond(fake.provider, pending.redirect_uri, parameters, passage_of(fake.provider, trail), trail=trail)
    return answer.with_cookie(browser.cookie(lifetime))


def _grant(fake: Fake, pending: Pending, somebody: Somebody, at: int, tag: str) -> Grant:
    return fake.provider.grants.dated(Grant(
        id=tag, client_id=pending.client_id, redirect_uri=pending.redirect_uri, sub=somebody.sub or subject_of(somebody.login),
        scope=pending.scope, nonce=pending.nonce, acr=somebody.level, amr=somebody.amr, auth_time=at,
        code_challenge=pending.code_challenge, issued_at=at, code_expires_at=at, expires_at=at, thread=pending.thread,
        memo={"identity": dict(somebody.identity)},
    ))
