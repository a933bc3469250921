"""Beside the walk: the way out, through the provider and back (contract §1.7; OpenID Connect RP-Initiated Logout 1.0).

The steps are pages whose form submits itself, as at the real hub; without JavaScript a button does the same.
"""

from __future__ import annotations

from dataclasses import replace

from broker.errors import Refusal
from broker.errors.leaving import LogoutFormForged, LogoutFormStale
from broker.errors.session import SessionLost
from broker.farewell import ended, leaving_from, proved
from broker.leaving import Leaving
from broker.ports import Ports
from broker.session import Session
from broker.visit import brings, session_of
from broker.walk import refuse
from doublure.correlation import new_thread
from doublure.exchange import Answer, Cookie, Request, see_other, with_query
from doublure.storage.interface import TAG_LENGTH

__all__ = ["came_back", "confirm", "disconnect", "end", "success"]


def end(ports: Ports, request: Request) -> Answer:
    """/session/end: examine, then the first page of the way out; a question where no hint proves that she wants it."""
    thread = new_thread(ports.randomness)
    try:
        leaving = leaving_from(ports, request, thread)
    except Refusal as refusal:
        return refuse(ports, request, refusal, thread=thread)
    found = session_of(ports, request)
    ticket = ports.randomness.hex(TAG_LENGTH) + ports.randomness.token(27)
    if found is None or found[1].login is None:
        # No finished login in this browser: only the return is left to do (§1.7, 3).
        _keep(ports, ticket, leaving)
        asks = ports.platform.logout_hint == "optional" and brings(ports, request)
        return _form(ports, request, "Déconnexion", "post", "/session/end/confirm", {"xsrf": ticket}, asks=asks)
    session_id, session = found
    _keep(ports, ticket, replace(leaving, session_id=session_id))
    ports.trail(leaving.thread, leaving.client_id).event("SP_REQUESTED_LOGOUT")
    login, asks = session.login, not proved(ports, leaving, session)
    provider = ports.registry.identity_provider(login.idp) if login else None
    # A provider knows one address to return to after a logout, the platform's own.
    if provider is not None and provider.end_session and ports.run is None:
        title = "Déconnexion du fournisseur d’identité"
        return _form(ports, request, title, "post", "/client/disconnect-from-idp", {"logout": ticket}, asks=asks)
    return _form(ports, request, "Déconnexion", "get", "/client/logout-callback", {"state": ticket}, asks=asks)


def disconnect(ports: Ports, request: Request) -> Answer:
    """POST /client/disconnect-from-idp: 303 to the provider's own logout, with the ID token it gave us."""
    try:
        ticket = request.form.get("logout") or ""
        login = _bound(ports, request, ticket)[1].login
        provider = ports.registry.identity_provider(login.idp) if login else None
        return_to = ports.url("/client/logout-callback")
        url = None
        if provider is not None and login is not None:
            url = ports.connector.farewell(provider, id_token=login.id_token, return_to=return_to, state=ticket)
        return see_other(url or with_query(return_to, {"state": ticket}))
    except Refusal as refusal:
        return refuse(ports, request, refusal)


def came_back(ports: Ports, request: Request) -> Answer:
    """GET /client/logout-callback: the hub's session ends here; what is left is the return to the relying party."""
    try:
        ticket = request.query.get("state") or ""
        leaving, session = _bound(ports, request, ticket)
    except Refusal as refusal:
        return refuse(ports, request, refusal)
    ended(ports, request, leaving.session_id, session)
    ports.trail(leaving.thread, leaving.client_id).event("FC_SESSION_TERMINATED")
    page = _form(ports, request, "Déconnexion", "post", "/session/end/confirm", {"xsrf": ticket})
    return page.with_cookie(Cookie(name=ports.platform.session_cookie, value="", max_age=0))


def confirm(ports: Ports, request: Request) -> Answer:
    """POST /session/end/confirm: 303 to the registered return address with `state`, or to the last page."""
    ticket = request.form.get("xsrf") or ""
    if request.fault or not ticket:
        return refuse(ports, request, LogoutFormForged())
    leaving = ports.shelves.leavings.take(ticket)
    if leaving is None:
        return refuse(ports, request, LogoutFormStale())
    if leaving.session_id is None:
        ended(ports, request, None, None)
    if leaving.return_to is None:
        return see_other(ports.url("/session/end/success"))
    state = {} if leaving.state is None else {"state": leaving.state}
    return see_other(with_query(leaving.return_to, state))


def success(ports: Ports, request: Request) -> Answer:
    """GET /session/end/success: the page of a logout that has nowhere to return to."""
    return ports.pages.html("left.html", request, platform=ports.platform.title)


def _bound(ports: Ports, request: Request, ticket: str) -> tuple[Leaving, Session]:
    """The logout *ticket* names, and the session it ends; only the browser that began it is let through."""
    leaving = ports.shelves.leavings.get(ticket) if ticket else None
    if leaving is None:
        raise LogoutFormStale
    found = session_of(ports, request)
    if found is None:
        raise SessionLost
    if found[0] != leaving.session_id or found[1].login is None:
        raise LogoutFormForged
    return leaving, found[1]


def _keep(ports: Ports, ticket: str, leaving: Leaving) -> None:
    ports.shelves.leavings.put(ticket, leaving, ports.clock.now() + ports.platform.lifetimes.interaction)


def _form(ports: Ports, request: Request, heading: str, method: str, path: str, fields: dict[str, str], *,
          asks: bool = False) -> Answer:
    """The next step as a form: one that submits itself, or one that *asks*."""
    page = ports.pages.html(
        "leave_question.html" if asks else "leaving.html",
        request,
        platform=ports.platform.title,
        heading=heading,
        method=method,
        action=ports.url(path),
        fields=fields,
    )
    return page.with_header(("Cache-Control", "no-store"))
