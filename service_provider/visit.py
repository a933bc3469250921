"""One browser's visit: a session of Flask whose content stays here, in the store, under an identifier in a cookie.

It holds what must not travel: the draft's identifier, the account logged in, FranceConnect's ID token for the way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from doublure.randomness import Randomness
from doublure.storage.interface import Store
from doublure.storage.shelf import Shelf

__all__ = ["Visit", "Visits", "renew"]

#: What survives a renewal of the identifier at login: a draft begun before, and the anti-forgery value is made anew.
_KEPT = ("registration",)


class Visit(CallbackDict[str, Any], SessionMixin):
    """The content of one visit. `old` are identifiers that end when the answer is sent."""

    def __init__(self, identifier: str | None, content: Mapping[str, Any] | None = None) -> None:
        def changed(_: CallbackDict[str, Any]) -> None:
            self.modified = True

        super().__init__(content, changed)
        self.modified = False
        self.new = identifier is None
        self.identifier = identifier
        self.old: tuple[str, ...] = ()


def renew(visit: SessionMixin) -> None:
    """Begin anew under another identifier, for a login or logout: whoever planted the old one has nothing (SES-01)."""
    assert isinstance(visit, Visit)  # noqa: S101 - the only kind of session this application has
    kept = {name: visit[name] for name in _KEPT if name in visit}
    if visit.identifier is not None:
        visit.old = (*visit.old, visit.identifier)
        visit.identifier = None
    visit.clear()
    visit.update(kept)


class Visits(SessionInterface):
    """Opens and saves visits. An identifier that the store does not know is never taken over from a browser."""

    def __init__(self, store: Store, randomness: Randomness, *, cookie: str, lifetime_s: int, secure: bool) -> None:
        self._shelf: Shelf[dict[str, Any]] = Shelf(store, "visit", dict[str, Any], lifetime_s)
        self._randomness = randomness
        self._cookie = cookie
        self._secure = secure

    def open_session(self, app: Flask, request: Request) -> Visit:
        """The visit of the cookie, or a new one."""
        identifier = request.cookies.get(self._cookie)
        content = self._shelf.get(identifier) if identifier else None
        return Visit(None) if content is None else Visit(identifier, content)

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
