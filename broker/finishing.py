"""The end of a login at the hub: what will be sent is settled, the browser is signed in, the unusual is notified."""

from __future__ import annotations

from dataclasses import replace

from broker.agreement import remembering
from broker.journey import Consented, Identified
from broker.notification import notify
from broker.ports import Ports
from broker.refreshing import OFFLINE
from broker.session import Login, Session
from broker.visit import Visit, signed_in
from doublure.exchange import Cookie, Request

__all__ = ["finished", "hers"]

#: Grants a session remembers, to end them with it.
_MOST_GRANTS = 50


def finished(ports: Ports, request: Request, visit: Visit, identified: Identified, event: str) -> tuple[Visit, Cookie]:
    """The visit of a finished login, and the device's cookie. *event* is the journal's word for how the person was informed."""
    asked = identified.asked
    ports.trail(asked.thread, asked.client_id).event(event, scope=" ".join(asked.scope))
    sent, device = notify(ports, request, visit.session, identified)
    notified = visit.session.notified + ((asked.client_id,) if sent else ())
    session = replace(_with(visit.session, identified), notified=notified)
    if ports.platform.remembers_agreement:
        session = remembering(session, asked)
        if OFFLINE not in asked.scope:
            session = replace(session, grants=(*session.grants, asked.uid)[-_MOST_GRANTS:])
    consented = Consented(identified=identified, at=ports.clock.now())
    return signed_in(ports, replace(visit, journey=consented), session), device


def _with(session: Session, identified: Identified) -> Session:
    """*session* with this login. Somebody else's agreements and grants are not hers."""
    login = Login(
        idp=identified.idp,
        pivot=identified.pivot,
        identity=identified.identity,
        acr=identified.acr,
        auth_time=identified.auth_time,
        id_token=identified.id_token,
    )
    kept = session if hers(session, login) else replace(session, agreed={}, grants=())
    return replace(kept, login=login)


def hers(session: Session, login: Login) -> bool:
    """Whether *session* is already of the person of *login*."""
    return session.login is not None and session.login.pivot == login.pivot
