"""One browser at one station: its session and its journey, read in one flush, written in one flush (design §3).

How many journeys a browser may go on with at once is the platform's business: `broker.tabs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from broker.journey import Journey
from broker.ports import Ports
from broker.session import Session
from broker.tabs import Visit, each, latest
from doublure.exchange import Answer, Request
from doublure.storage.interface import Operation

__all__ = [
    "Visit", "begin", "brings", "current", "forgetting", "keep", "leave_cookie", "naming", "read", "renewed", "require",
    "session_of", "signed_in",
]


class Tabs(Protocol):
    """One way of telling browsers and journeys apart: a module with the functions of this one."""

    def require(self, ports: Ports, request: Request) -> None:
        """See `require`."""

    def brings(self, ports: Ports, request: Request) -> bool:
        """See `brings`."""
        ...

    def current(self, ports: Ports, request: Request) -> str | None:
        """See `current`."""
        ...

    def naming(self, uid: str) -> str:
        """See `naming`."""
        ...

    def read(self, ports: Ports, request: Request, uid: str, *extra: Operation) -> tuple[Visit, tuple[object, ...]]:
        """See `read`."""
        ...

    def begin(self, ports: Ports, request: Request, journey: Journey) -> Visit:
        """See `begin`."""
        ...

    def renewed(self, ports: Ports, visit: Visit) -> Visit:
        """See `renewed`."""
        ...

    def signed_in(self, ports: Ports, visit: Visit, session: Session) -> Visit:
        """See `signed_in`."""
        ...

    def keep(self, ports: Ports, visit: Visit, *extra: Operation) -> tuple[object, ...]:
        """See `keep`."""
        ...

    def leave_cookie(self, ports: Ports, visit: Visit, answer: Answer) -> Answer:
        """See `leave_cookie`."""
        ...

    def forgetting(self, ports: Ports, request: Request) -> tuple[Operation, ...]:
        """See `forgetting`."""
        ...


_WAYS: Mapping[str, Tabs] = {"latest": latest, "each": each}


def _tabs(ports: Ports) -> Tabs:
    return _WAYS[ports.platform.tabs]


def require(ports: Ports, request: Request) -> None:
    """Raise `SessionLost` for a browser that brings nothing of ours, `SessionForged` for an impossible identifier."""
    _tabs(ports).require(ports, request)


def brings(ports: Ports, request: Request) -> bool:
    """Whether the browser brings anything of a journey at all."""
    return _tabs(ports).brings(ports, request)


def session_of(ports: Ports, request: Request) -> tuple[str, Session] | None:
    """The browser's session if it has a live one; never raises."""
    return latest.session_of(ports, request)


def current(ports: Ports, request: Request) -> str | None:
    """The journey that a request without a path of its own is about."""
    return _tabs(ports).current(ports, request)


def naming(ports: Ports, uid: str) -> str:
    """What the query of such a request must add to be about the journey *uid*."""
    return _tabs(ports).naming(uid)


def read(ports: Ports, request: Request, uid: str, *extra: Operation) -> tuple[Visit, tuple[object, ...]]:
    """The visit of the journey that *uid* begins with the tag of, and the results of *extra* operations, in one flush.

    Only the browser that began the journey is let in.
    """
    return _tabs(ports).read(ports, request, uid, *extra)


def begin(ports: Ports, request: Request, journey: Journey) -> Visit:
    """A journey's first visit, with the browser's finished login if it has one."""
    return _tabs(ports).begin(ports, request, journey)


def renewed(ports: Ports, visit: Visit) -> Visit:
    """The same visit, worth nothing to whoever planted what the browser brought (CWE-384)."""
    return _tabs(ports).renewed(ports, visit)


def signed_in(ports: Ports, visit: Visit, session: Session) -> Visit:
    """The visit whose browser now has *session*: somebody has logged in, or agreed to something."""
    return _tabs(ports).signed_in(ports, visit, session)


def keep(ports: Ports, visit: Visit, *extra: Operation) -> tuple[object, ...]:
    """Write what this station changed, and whatever else belongs to it, in one flush. Gives the results of *extra*."""
    return _tabs(ports).keep(ports, visit, *extra)


def leave_cookie(ports: Ports, visit: Visit, answer: Answer) -> Answer:
    """The answer with the cookies that make this browser recognisable at the next station."""
    return _tabs(ports).leave_cookie(ports, visit, answer)


def forgetting(ports: Ports, request: Request) -> tuple[Operation, ...]:
    """What ends the journeys that this browser has open beside its session."""
    return _tabs(ports).forgetting(ports, request)
