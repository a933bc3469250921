"""The home page: what there is here, and the way in."""

from __future__ import annotations

from flask import Flask, session
from werkzeug.wrappers import Response

from service_provider.dashboard.house import House
from service_provider.dashboard.pages.screen import show

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/`."""

    @app.get("/")
    def home() -> Response:
        return show(house, "home.html", notice=session.pop("notice", None))
