"""The public pages: home, the four sections, help, legal texts."""

from __future__ import annotations

from flask import Flask
from werkzeug.wrappers import Response

from service_provider.house import House
from service_provider.pages.screen import show

__all__ = ["mount"]


def mount(app: Flask, house: House) -> None:
    """`/`."""

    @app.get("/")
    def home() -> Response:
        return show(house, "home.html")
