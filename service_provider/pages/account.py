"""The personal space, and the way out of it (SEED-02)."""

from __future__ import annotations

from flask import Flask, session
from flask_login import login_required  # type: ignore[import-untyped]  # it ships no types
from werkzeug.wrappers import Response

from service_provider.house import House
from service_provider.pages.screen import go, person, show
from service_provider.visit import renew

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/espace`, `/deconnexion`."""

    @app.get("/espace")
    @login_required  # type: ignore[untyped-decorator]  # flask-login has no types
    def space() -> Response:
        return show(house, "space.html", account=person(), notice=session.pop("notice", None))

    @app.post("/deconnexion")
    def log_out() -> Response:
        id_token = session.get("franceconnect", {}).get("id_token")
        renew(session)
        session.clear()
        if id_token is None:
            return go("/deconnexion")
        state = house.randomness.token()
        farewell = house.party.farewell(id_token, house.logout_uri, state)
        if farewell is None:
            return go("/deconnexion")
        session["logout_state"] = state
        return go(farewell)

    @app.get("/deconnexion")
    def logged_out() -> Response:
        return show(house, "logged_out.html", everywhere=False)
