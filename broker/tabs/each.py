"""One context a journey: each has a cookie and a secret of its own, so that tabs never disturb one another (design §3).

The session is only the finished login that single sign-on reuses. Nothing but a login, or an agreement, writes it; two tabs
that arrive at once find it unchanged.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

from broker.errors.session import InteractionLost, SessionLost, SessionMisfit
from broker.journey import Journey, begun_in, origin
from broker.ports import Ports
from broker.session import Session, new_session_id
from broker.tabs import Visit
from broker.tabs.latest import session_of
from doublure.exchange import Answer, Cookie, Request
from doublure.storage.interface import TAG_LENGTH, Operation, tag_of

__all__ = [
    "begin", "brings", "current", "forgetting", "keep", "leave_cookie", "naming", "read", "renewed", "require", "signed_in",
]

#: How many journeys a browser may have open: the oldest cookie of more is taken back.
MOST_TABS = 8


def require(ports: Ports, request: Request) -> None:
    """Raise `SessionLost` for a browser that brings no journey."""
    if not brings(ports, request):
        raise SessionLost


def brings(ports: Ports, request: Request) -> bool:
    """Whether the browser has any journey open."""
    return bool(_open(ports, request))


def current(ports: Ports, request: Request) -> str | None:
    """The journey that the link names, see `naming`."""
    return request.query.get("interaction")


def naming(uid: str) -> str:
    """What a link must add to be about the journey *uid*."""
    return f"&interaction={uid}"


def read(ports: Ports, request: Request, uid: str, *extra: Operation) -> tuple[Visit, tuple[object, ...]]:
    """The visit of the journey that *uid* begins with the tag of, and the results of *extra* operations, in one flush.

    Only the browser that began the journey is let in, whatever else it does meanwhile.
    """
    secret = request.cookies.get(_cookie_name(ports, tag_of(uid)), "")
    if not secret:
        raise SessionMisfit if brings(ports, request) else SessionLost
    shelves = ports.shelves
    session_id = request.cookies.get(ports.platform.session_cookie, "")
    found = shelves.store.batch(shelves.journeys.getting(tag_of(uid)), shelves.sessions.getting(session_id), *extra)
    journey = shelves.journeys.read(found[0])
    if journey is None:
        raise InteractionLost
    if not hmac.compare_digest(_fingerprint(secret), origin(journey).browser):
        raise SessionMisfit
    session = shelves.sessions.read(found[1])
    visit = Visit(session_id=session_id if session else "", session=session or _nobody(ports), journey=journey, secret=secret)
    return visit, found[2:]


def begin(ports: Ports, request: Request, journey: Journey) -> Visit:
    """A journey's first visit: it gets a secret of its own; the session is left as it is."""
    known = session_of(ports, request)
    # It begins with the journey's tag, like everything minted for it.
    secret = tag_of(origin(journey).uid) + ports.randomness.token()
    # Browsers send the oldest cookie first.
    known_tabs = _open(ports, request)
    return Visit(
        session_id=known[0] if known else "",
        session=known[1] if known else _nobody(ports),
        journey=begun_in(journey, _fingerprint(secret)),
        secret=secret,
        forgotten=tuple(known_tabs[: max(0, len(known_tabs) - MOST_TABS + 1)]),
    )


def renewed(ports: Ports, visit: Visit) -> Visit:
    """The same visit: what an attacker could have planted was never taken over."""
    return visit


def signed_in(ports: Ports, visit: Visit, session: Session) -> Visit:
    """The visit whose browser now has *session*; under a new identifier when somebody has logged in (CWE-384)."""
    if visit.session_id and session.login == visit.session.login:
        return replace(visit, session=session, signs_in=True)
    session_id = new_session_id(ports.randomness, tag_of(origin(visit.journey).uid))
    return replace(visit, session=session, session_id=session_id, replaces=visit.session_id or None, signs_in=True)


def keep(ports: Ports, visit: Visit, *extra: Operation) -> tuple[object, ...]:
    """Write the journey, the session if it is new or changed, and whatever else belongs to this station, in one flush."""
    now = ports.clock.now()
    shelves, lifetimes = ports.shelves, ports.platform.lifetimes
    operations: list[Operation] = [
        shelves.journeys.putting(tag_of(origin(visit.journey).uid), visit.journey, now + lifetimes.interaction),
    ]
    if visit.signs_in:
        operations.append(shelves.sessions.putting(visit.session_id, visit.session, now + lifetimes.session))
    if visit.replaces:
        operations.append(shelves.sessions.dropping(visit.replaces))
    return shelves.store.batch(*extra, *operations)[: len(extra)]


def leave_cookie(ports: Ports, visit: Visit, answer: Answer) -> Answer:
    """The answer with the journey's cookie, and with the session's when somebody has logged in. Lax: returns are cross-site."""
    tag, platform = tag_of(origin(visit.journey).uid), ports.platform
    cookies = [Cookie(name=_cookie_name(ports, tag), value=visit.secret, max_age=platform.lifetimes.interaction)]
    if visit.signs_in:
        cookies.append(Cookie(name=platform.session_cookie, value=visit.session_id, max_age=platform.session_cookie_max_age))
    cookies += [Cookie(name=name, value="", max_age=0) for name in visit.forgotten]
    return answer.with_cookie(*cookies)


def forgetting(ports: Ports, request: Request) -> tuple[Operation, ...]:
    """The end of every journey that this browser has open: after a logout no tab finishes what it began before."""
    start = len(_cookie_name(ports, ""))
    return tuple(ports.shelves.journeys.dropping(name[start:]) for name in _open(ports, request))


def _nobody(ports: Ports) -> Session:
    return Session(browsing=ports.randomness.uuid(), began=ports.clock.now())


def _open(ports: Ports, request: Request) -> list[str]:
    prefix = _cookie_name(ports, "")
    return [name for name in request.cookies if name.startswith(prefix) and len(name) == len(prefix) + TAG_LENGTH]


def _cookie_name(ports: Ports, tag: str) -> str:
    return f"{ports.platform.application}_journey_{tag}"


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
