"""The addresses that lead to FranceConnect and back (SEED-10, SEED-18)."""

from __future__ import annotations

from flask import Flask, redirect, session
from flask_login import login_required  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from doublure.web.adapter import mount as add_address
from doublure.web.adapter import read_request
from service_provider.house import SLUG, House
from service_provider.login_failure import LoginFailed
from service_provider.pages.arriving import settle
from service_provider.pages.joining import join
from service_provider.pages.screen import person, show

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/franceconnect/login`, `…/callback`, `…/logout-callback`, `…/jwks`, and `/espace/franceconnect/relier`."""

    @app.get("/franceconnect/login")
    def franceconnect_login() -> Response:
        return _leave(house)

    def link_franceconnect() -> Response:
        account = person()
        return _leave(house, joining="" if account is None else account.id)

    app.add_url_rule("/espace/franceconnect/relier", "link", login_required(link_franceconnect), methods=["POST"])

    @app.get("/franceconnect/callback")
    def franceconnect_callback() -> Response:
        try:
            arrived = house.franceconnect.come_back(session, read_request(SLUG))
        except LoginFailed as failed:
            return _failed(house, failed)
        if arrived.departed.joining:
            return join(house, arrived.arrival, arrived.trail, arrived.departed.joining)
        return settle(house, arrived.arrival, arrived.trail, arrived.departed.wanted)

    add_address(app, "/franceconnect/jwks", house.franceconnect.jwks, slug=SLUG)

    @app.get("/franceconnect/logout-callback")
    def franceconnect_logout_callback() -> Response:
        expected, received = session.pop("logout_state", None), read_request(SLUG).query.get("state")
        return show(house, "logged_out.html", everywhere=bool(expected) and expected == received)


def _leave(house: House, *, joining: str = "") -> Response:
    try:
        return redirect(house.franceconnect.leave(session, joining=joining), code=303)
    except LoginFailed as failed:
        return _failed(house, failed)


def _failed(house: House, failed: LoginFailed) -> Response:
    return show(house, "login_failed.html", status=failed.status, sentence=failed.sentence, error=failed.error)
