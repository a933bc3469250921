"""One browser's visit: a session of Flask whose content stays here, in the store, under an identifier in a cookie.

It holds what must not travel: who is logged in, FranceConnect's ID token for the way out, the identifier of a draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from doublure.randomness import Randomness
from doublure.storage.interface import Store
from doublure.storage.shelf import Shelf

__all__ = ["Visit", "Visits", "renew"]


class Visit(CallbackDict[str, Any], SessionMixin):
    """The content of one visit. `kept` names what survives a renewal, `old` the identifiers that end when the answer is sent."""

    def __init__(self, identifier: str | None, content: Mapping[str, Any] | None = None, kept: Sequence[str] = ()) -> None:
        def changed(_: CallbackDict[str, Any]) -> None:
            self.modified = True

        super().__init__(content, changed)
        self.modified = False
        self.new = identifier is None
        self.identifier = identifier
        self.kept = kept
        self.old: tuple[str, ...] = ()


def renew(visit: SessionMixin) -> None:
    """Begin anew under another identifier, for a login or logout: whoever planted the old one has nothing (SES-01)."""
    assert isinstance(visit, Visit)  # noqa: S101 - the only kind of session this application has
    kept = {name: visit[name] for name in visit.kept if name in visit}
    if visit.identifier is not None:
        visit.old = (*visit.old, visit.identifier)
        visit.identifier = None
    visit.clear()
    visit.update(kept)


class Visits(SessionInterface):
    """Opens and saves visits. An identifier that the store does not know is never taken over from a browser.

    Visits of one *cookie* are kept apart from those of another: a session of one application says nothing to the next.
    """

    def __init__(self, store: Store, randomness: Randomness, *, cookie: str, lifetime_s: int, secure: bool,
                 kept: Sequence[str] = ()) -> None:
        self._shelf: Shelf[dict[str, Any]] = Shelf(store, f"{cookie}-visit", dict[str, Any], lifetime_s)
        self._kept = kept
        self._randomness = randomness
        self._cookie = cookie
        self._secure = secure

    def open_session(self, app: Flask, request: Request) -> Visit:
        """The visit of the cookie, or a new one."""
        identifier = request.cookies.get(self._cookie)
        content = self._shelf.get(identifier) if identifier else None
        return Visit(None, kept=self._kept) if content is None else Visit(identifier, content, self._kept)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed, prolong what did not, end what is empty."""
        if not isinstance(session, Visit):
            return
        for identifier in session.old:
            self._shelf.drop(identifier)
        response.vary.add("Cookie")
        if not session:
            if session.identifier is not None:
                self._shelf.drop(session.identifier)
            if session.identifier is not None or session.old:
                response.delete_cookie(self._cookie, httponly=True, samesite="Lax", secure=self._secure)
            return
        if session.identifier is None:
            session.identifier = self._randomness.token()
            response.set_cookie(self._cookie, session.identifier, httponly=True, samesite="Lax", secure=self._secure)
        if session.accessed or session.modified:
            self._shelf.put(session.identifier, dict(session))
