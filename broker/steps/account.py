"""What the dashboard may ask about the person who has just logged in there: her history, and the providers she lets in.

A login at the dashboard gives an access token that lives a minute; it opens an account token that lives as long as a session. So
the dashboard speaks of one person at a time, of one who was there, and never learns what the hub calls her (contract §6.6, §6.7).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from broker.accounts.access import AccountAccess
from broker.accounts.history import Event
from broker.errors.accounts import AccountClientRefused, AccountQuestionInvalid, AccountTokenUnknown
from broker.errors.base import Refusal
from broker.ports import Ports
from broker.preferring import judge, offered, record
from broker.walk import refuse
from doublure.exchange import Answer, Request, json_answer
from doublure.oidc.errors import ProtocolError
from doublure.oidc.provider.refusals import NO_STORE, bearer_challenge, error_answer
from doublure.oidc.provider.table import Finding, completed, examine
from doublure.oidc.provider.userinfo import PLAIN_USERINFO_ROWS, question_of
from doublure.oidc.provider.userinfo_rules import presented_in

__all__ = ["change", "end", "history", "open_access", "preferences"]

_NUMBER = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_CONNECTION = re.compile(r"[0-9a-f-]{0,36}")
_LENGTH = 43


def open_access(ports: Ports, request: Request) -> Answer:
    """POST /account/access, with the access token of a login at the dashboard: 201 `account_token`, `expires_in` (seconds)."""

    def opened() -> Answer:
        question = question_of(ports.provider, request)
        grant = question.access.grant if question.access else None
        trail = ports.trail(grant.thread if grant else ports.provider.thread(), grant.client_id if grant else None)
        examine(completed(ports.tables.userinfo, PLAIN_USERINFO_ROWS), question, trail)
        if grant is None or grant.client_id != ports.accounts.settings.dashboard:
            raise AccountClientRefused(Finding(received=grant.client_id if grant else "nobody", expected="the dashboard"))
        token = ports.randomness.token(_LENGTH)
        access = AccountAccess(account=grant.memo["account"], idp=grant.memo["idp"], thread=grant.thread)
        ports.shelves.account_access.put(token, access, now=ports.clock.now())
        given = {"account_token": token, "token_type": "Bearer", "expires_in": ports.accounts.settings.access_lifetime}
        return json_answer(given, 201, *NO_STORE)

    return _told(ports, request, opened)


def history(ports: Ports, request: Request) -> Answer:
    """GET /account/history?page=1: `events` newest first, `page`, `pages`, `total`; `connection`: one code alone."""

    def shown() -> Answer:
        access = _access(ports, request)
        number = int(_one(request, "page", _NUMBER, default="1"))
        page = ports.accounts.history(access.account, number, _one(request, "connection", _CONNECTION, default=""))
        ports.trail(access.thread, ports.accounts.settings.dashboard).event("DISPLAYED_USER_TRACKS", page=number)
        events = [_event(ports, event) for event in page.events]
        return json_answer({"page": number, "pages": page.pages, "total": page.total, "events": events}, 200, *NO_STORE)

    return _told(ports, request, shown)


def preferences(ports: Ports, request: Request) -> Answer:
    """GET /account/preferences: `allow_future`; `identity_providers`, each with `allowed`, and `current` for the one she used."""

    def shown() -> Answer:
        access = _access(ports, request)
        chosen = ports.accounts.preferences(access.account)
        ports.trail(access.thread, ports.accounts.settings.dashboard).event("DISPLAYED_USER_PREFERENCES")
        providers = [
            {"uid": provider.uid, "slug": provider.slug, "title": provider.title, "active": provider.active,
             "allowed": not chosen.blocks(provider.uid), "current": provider.uid == access.idp}
            for provider in offered(ports)
        ]
        return json_answer({"allow_future": chosen.exclude_list, "identity_providers": providers}, 200, *NO_STORE)

    return _told(ports, request, shown)


def change(ports: Ports, request: Request) -> Answer:
    """POST /account/preferences `allowed` (uids between spaces) and `allow_future`: what has changed, 409 for what must not."""

    def changed() -> Answer:
        access = _access(ports, request)
        allowed = frozenset(_one(request, "allowed", re.compile(r"[0-9a-f -]*")).split())
        future = _one(request, "allow_future", re.compile("true|false")) == "true"
        judge(ports, access, allowed)
        return json_answer(record(ports, access, allowed, allow_future=future), 200, *NO_STORE)

    return _told(ports, request, changed)


def end(ports: Ports, request: Request) -> Answer:
    """POST /account/end: the account token is good for nothing any more. 204, whether it was before or not."""
    presented = presented_in(request)
    if presented.token:
        ports.shelves.account_access.drop(presented.token)
    return Answer(status=204, headers=NO_STORE)


def _access(ports: Ports, request: Request) -> AccountAccess:
    presented = presented_in(request)
    access = ports.shelves.account_access.get(presented.token) if presented.token and presented.places == ("header",) else None
    if access is None:
        raise AccountTokenUnknown
    return access


def _one(request: Request, name: str, form: re.Pattern[str], default: str | None = None) -> str:
    """The one value of *name*, of the given form."""
    given = request.parameters.all(name)
    value = given[0] if len(given) == 1 else default if not given else None
    if request.fault or value is None or not form.fullmatch(value):
        raise AccountQuestionInvalid(Finding(received=request.fault or f"{name}: {len(given)} times", expected=name))
    return value


def _event(ports: Ports, event: Event) -> dict[str, Any]:
    """A line as the dashboard shows it: not the account, and data by their labels."""
    data = [group.model_dump() for group in ports.release.groups(event.scope.split())]
    return {
        "kind": event.kind, "at": event.at // 1000, "platform": event.platform, "service": event.service,
        "provider": event.provider, "acr": event.acr, "browsing": event.browsing, "place": event.place, "data": data,
    }


def _told(ports: Ports, request: Request, answer: Callable[[], Answer]) -> Answer:
    """The answer, or the refusal as JSON, with the challenge of RFC 6750 §3 where it is about the token."""
    try:
        return answer()
    except Refusal as refusal:
        told = refuse(ports, request, refusal)
        challenge = bearer_challenge(ports.provider, type(refusal).as_protocol_error())
        return told.with_header(challenge) if refusal.status in {401, 403} else told
    except ProtocolError as error:
        return error_answer(ports.provider, error, bearer_challenge(ports.provider, error))
