"""One journey a browser, the latest: the session holds it, and its identifier changes at every step (contract §1.4, §12.27)."""

from __future__ import annotations

import re
from dataclasses import replace

from broker.errors.session import InteractionLost, SessionForged, SessionLost, SessionMisfit
from broker.journey import Journey, origin
from broker.ports import Ports
from broker.session import SESSION_LENGTH, Session, new_session_id
from broker.tabs import Visit
from doublure.exchange import Answer, Cookie, Request
from doublure.storage.interface import Operation, tag_of

__all__ = [
    "begin", "brings", "current", "forgetting", "keep", "leave_cookie", "naming", "read", "renewed", "require", "session_of",
    "signed_in",
]

_SESSION_ID = re.compile(rf"[A-Za-z0-9_-]{{{SESSION_LENGTH}}}")


def require(ports: Ports, request: Request) -> None:
    """Raise `SessionLost` for a browser that brings nothing of ours, `SessionForged` for an impossible identifier."""
    _session_id(ports, request)


def brings(ports: Ports, request: Request) -> bool:
    """Whether the browser brings anything of ours at all."""
    return bool(request.cookies.get(ports.platform.session_cookie))


def session_of(ports: Ports, request: Request) -> tuple[str, Session] | None:
    """The browser's session if it has a live one; never raises."""
    value = request.cookies.get(ports.platform.session_cookie, "")
    if not _SESSION_ID.fullmatch(value):
        return None
    session = ports.shelves.sessions.get(value)
    return (value, session) if session else None


def current(ports: Ports, request: Request) -> str | None:
    """The journey that a request without a name for it is about."""
    found = session_of(ports, request)
    return found[1].journey if found else None


def read(ports: Ports, request: Request, uid: str, *extra: Operation) -> tuple[Visit, tuple[object, ...]]:
    """The visit of the journey that *uid* begins with the tag of, and the results of *extra* operations, in one flush."""
    session_id = _session_id(ports, request)
    shelves = ports.shelves
    found = shelves.store.batch(shelves.sessions.getting(session_id), shelves.journeys.getting(tag_of(uid)), *extra)
    session = shelves.sessions.read(found[0])
    if session is None:
        raise SessionLost
    if session.journey is None or tag_of(session.journey) != tag_of(uid):
        raise SessionMisfit
    journey = shelves.journeys.read(found[1])
    if journey is None:
        raise InteractionLost
    return Visit(session_id=session_id, session=session, journey=journey, secret=session_id), found[2:]


def begin(ports: Ports, request: Request, journey: Journey) -> Visit:
    """A journey's first visit: the identifier is renewed, and a finished login is carried over where it may answer again.

    A level that no session answers for begins a new session (contract §6.8): there is nothing left to take over.
    """
    known = session_of(ports, request)
    session = known[1] if known else None
    if session is None or origin(journey).acr in set(ports.platform.acr_values) - set(ports.platform.single_sign_on):
        session = Session(browsing=ports.randomness.uuid(), began=ports.clock.now())
    session_id = new_session_id(ports.randomness, tag_of(origin(journey).uid))
    return Visit(
        session_id=session_id,
        session=session.walking(origin(journey).uid),
        journey=journey,
        secret=session_id,
        replaces=known[0] if known else None,
    )


def renewed(ports: Ports, visit: Visit) -> Visit:
    """The same visit under a new session identifier: nobody who planted the old one learns what follows (CWE-384)."""
    session_id = new_session_id(ports.randomness, tag_of(origin(visit.journey).uid))
    return replace(visit, session_id=session_id, secret=session_id, replaces=visit.session_id)


def signed_in(ports: Ports, visit: Visit, session: Session) -> Visit:
    """The visit whose browser now has *session*."""
    return replace(visit, session=session)


def keep(ports: Ports, visit: Visit, *extra: Operation) -> tuple[object, ...]:
    """Write session and journey in one flush, and whatever else belongs to this station. Gives the results of *extra*."""
    now = ports.clock.now()
    shelves, lifetimes = ports.shelves, ports.platform.lifetimes
    since = now if ports.platform.session_sliding else visit.session.began
    operations: list[Operation] = [
        shelves.sessions.putting(visit.session_id, visit.session, since + lifetimes.session),
        shelves.journeys.putting(tag_of(origin(visit.journey).uid), visit.journey, now + lifetimes.interaction),
    ]
    if visit.replaces:
        operations.append(shelves.sessions.dropping(visit.replaces))
    return shelves.store.batch(*extra, *operations)[: len(extra)]


def leave_cookie(ports: Ports, visit: Visit, answer: Answer) -> Answer:
    """The answer with the session's cookie: on a sliding platform each page gives it its full life again."""
    cookie = Cookie(
        name=ports.platform.session_cookie,
        value=visit.session_id,
        max_age=ports.platform.session_cookie_max_age,
    )
    return answer.with_cookie(cookie)


def forgetting(ports: Ports, request: Request) -> tuple[Operation, ...]:
    """Nothing: the journey ends with the session that holds it."""
    return ()


def naming(uid: str) -> str:
    """What a link must add to be about the journey *uid*: nothing, the session knows."""
    return ""


def _session_id(ports: Ports, request: Request) -> str:
    value = request.cookies.get(ports.platform.session_cookie, "")
    if not value:
        raise SessionLost
    if not _SESSION_ID.fullmatch(value):
        raise SessionForged
    return value
