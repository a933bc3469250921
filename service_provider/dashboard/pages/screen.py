"""One way to show a page, and who is logged in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from flask import current_app, redirect, session
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from doublure.web.adapter import read_request, to_response
from service_provider.dashboard.house import House
from service_provider.dashboard.settings import SLUG
from service_provider.visit import renew

__all__ = ["CONNECTION", "Person", "begin_session", "for_persons", "go", "over", "person", "show"]

P = ParamSpec("P")

#: An identification code, as the mail about a connection bears it.
CONNECTION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who is logged in: what she is called, where letters reach her, and the token that asks the hub about her."""

    name: str
    email: str
    token: str


def begin_session(somebody: Person, id_token: str) -> None:
    """Log *somebody* in under a new session identifier."""
    renew(session)
    session["person"] = asdict(somebody)
    session["id_token"] = id_token


def person() -> Person | None:
    """Who is logged in at this visit, if anybody is."""
    kept = session.get("person")
    return None if kept is None else Person(**kept)


def for_persons(page: Callable[Concatenate[Person, P], Response]) -> Callable[P, Response]:
    """*page* for whoever is logged in; anybody else is asked to, and comes back here afterwards."""

    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        somebody = person()
        if somebody is not None:
            return page(somebody, *args, **kwargs)
        session["wanted"] = _here()
        session["notice"] = "login"
        return go("/")

    guarded.__name__ = page.__name__
    return guarded


def over(house: House) -> Response:
    """The hub forgot the token of this visit: back to the home page, and here again after another login."""
    wanted = _here()
    renew(session)
    session["wanted"], session["notice"] = wanted, "over"
    return go("/")


def show(house: House, template: str, *, status: int = 200, **context: object) -> Response:
    """The page *template* for whoever visits, never kept by a cache: it is about her."""
    somebody = person()
    answer = house.pages.html(
        template, read_request(SLUG), status=status, csrf_token=generate_csrf,
        person_name=None if somebody is None else somebody.name, **context,
    ).with_header(("Cache-Control", "no-store"))
    return to_response(current_app, answer)


def go(path: str) -> Response:
    """303 to a page of ours or an address that we made."""
    return redirect(path, code=303)


def _here() -> str:
    """The page that was asked for, with the identification code that a letter's link carries; a form's answer is no page."""
    request = read_request(SLUG)
    connection = request.query.get("connection") or ""
    return request.path + (f"?{urlencode({'connection': connection})}" if CONNECTION.fullmatch(connection) else "")
