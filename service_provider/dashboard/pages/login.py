"""The way in through FranceConnect, and the way out of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, session
from werkzeug.wrappers import Response

from doublure.web.adapter import mount as add_address
from doublure.web.adapter import read_request
from doublure.web.language import local_path
from service_provider.dashboard.house import House
from service_provider.dashboard.pages.screen import Person, begin_session, go, person, show
from service_provider.dashboard.settings import SLUG
from service_provider.login_failure import LoginFailed
from service_provider.visit import renew

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/franceconnect/login`, `…/callback`, `…/logout-callback`, `…/jwks`, and `/logout`."""

    @app.get("/franceconnect/login")
    def leave() -> Response:
        try:
            return go(house.franceconnect.leave(session))
        except LoginFailed as failed:
            return _failed(house, failed)

    @app.get("/franceconnect/callback")
    def come_back() -> Response:
        try:
            arrived = house.franceconnect.come_back(session, read_request(SLUG))
        except LoginFailed as failed:
            return _failed(house, failed)
        arrival = arrived.arrival
        token = house.accounts.open(arrival.access_token)
        claims = arrival.userinfo or arrival.claims
        begin_session(Person(name=_name(claims), email=str(claims.get("email") or ""), token=token), arrival.id_token)
        return go(local_path(arrived.departed.wanted) if arrived.departed.wanted else "/history")

    add_address(app, "/franceconnect/jwks", house.franceconnect.jwks, slug=SLUG)

    @app.post("/logout")
    def log_out() -> Response:
        somebody, id_token = person(), session.get("id_token")
        if somebody is not None:
            house.accounts.end(somebody.token)
        renew(session)
        session.clear()
        state = house.randomness.token()
        farewell = None if id_token is None else house.party.farewell(id_token, house.logout_uri, state)
        if farewell is None:
            return show(house, "logged_out.html", everywhere=False)
        session["logout_state"] = state
        return go(farewell)

    @app.get("/franceconnect/logout-callback")
    def logged_out() -> Response:
        expected, received = session.pop("logout_state", None), read_request(SLUG).query.get("state")
        return show(house, "logged_out.html", everywhere=bool(expected) and expected == received)


def _name(claims: Mapping[str, Any]) -> str:
    """First given name and the name she goes by."""
    first = str(claims.get("given_name") or "").split(" ")[0]
    return f"{first} {claims.get('preferred_username') or claims.get('family_name') or ''}".strip()


def _failed(house: House, failed: LoginFailed) -> Response:
    return show(house, "login_failed.html", status=failed.status, sentence=failed.sentence, error=failed.error)
