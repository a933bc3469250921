"""One browser at one station: its session and its journey, read in one flush, written in one flush (design §3)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from broker.errors.session import InteractionLost, SessionForged, SessionLost, SessionMisfit
from broker.journey import Journey, origin
from broker.ports import Ports
from broker.session import SESSION_LENGTH, Session, new_session_id
from doublure.exchange import Answer, Cookie, Request
from doublure.storage.interface import Operation, tag_of

__all__ = ["Visit", "begin", "keep", "leave_cookie", "read", "renewed", "session_of"]

_SESSION_ID = re.compile(rf"[A-Za-z0-9_-]{{{SESSION_LENGTH}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A browser (`session_id`, `session`) at a station of `journey`. `replaces` is the identifier this one renews."""

    session_id: str
    session: Session
    journey: Journey
    replaces: str | None = None


def session_id_in(ports: Ports, request: Request) -> str:
    """The session identifier of the request. Raises `SessionLost` without one, `SessionForged` for an impossible one."""
    value = request.cookies.get(ports.platform.session_cookie, "")
    if not value:
        raise SessionLost
    if not _SESSION_ID.fullmatch(value):
        raise SessionForged
    return value


def session_of(ports: Ports, request: Request) -> tuple[str, Session] | None:
    """The browser's session if it has a live one; never raises."""
    value = request.cookies.get(ports.platform.session_cookie, "")
    if not _SESSION_ID.fullmatch(value):
        return None
    session = ports.shelves.sessions.get(value)
    return (value, session) if session else None


def read(ports: Ports, request: Request, uid: str, *extra: Operation) -> tuple[Visit, tuple[object, ...]]:
    """The visit of the journey that *uid* begins with the tag of, and the results of *extra* operations, in one flush.

    Only the browser that started a journey is let in, and only to its latest one (contract §12.27).
    """
    session_id = session_id_in(ports, request)
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
    return Visit(session_id=session_id, session=session, journey=journey), found[2:]


def begin(ports: Ports, request: Request, journey: Journey) -> Visit:
    """A journey's first visit: the identifier is renewed, and a finished login is carried over where it may answer again.

    A level that no session answers for begins a new session (contract §6.8): there is nothing left to take over.
    """
    known = session_of(ports, request)
    session = known[1] if known else None
    if session is None or origin(journey).acr in set(ports.platform.acr_values) - set(ports.platform.single_sign_on):
        session = Session(browsing=ports.randomness.uuid(), began=ports.clock.now())
    return Visit(
        session_id=new_session_id(ports.randomness, tag_of(origin(journey).uid)),
        session=session.walking(origin(journey).uid),
        journey=journey,
        replaces=known[0] if known else None,
    )


def renewed(ports: Ports, visit: Visit) -> Visit:
    """The same visit under a new session identifier: nobody who planted the old one learns what follows (CWE-384)."""
    return replace(visit, session_id=new_session_id(ports.randomness, tag_of(origin(visit.journey).uid)),
                   replaces=visit.session_id)


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
