"""The dashboard as a WSGI application."""

from __future__ import annotations

import os

from flask import Flask
from werkzeug.wrappers import Response

from doublure.environment import ports_from
from doublure.ports import Ports
from doublure.settling import for_a_server
from doublure.web import furnish
from service_provider.dashboard.accounts import AccessOver, HubSilent
from service_provider.dashboard.house import House, furnished
from service_provider.dashboard.pages import history, home, login, preferences, report
from service_provider.dashboard.pages.screen import over, show
from service_provider.dashboard.settings import SLUG, DashboardSettings, load_settings
from service_provider.form_protection import protect_forms
from service_provider.visit import Visits

__all__ = ["create_app", "from_environment"]


def create_app(settings: DashboardSettings, ports: Ports) -> Flask:
    """The application on *ports*. Everything waits for the first request."""
    house = furnished(settings, ports)
    app = Flask("dashboard", static_folder=None, template_folder=None)
    furnish(app, pages=house.pages, origins=(house.origin, ports.addresses.internal(SLUG)), ready=ports.store.ping)
    app.session_interface = Visits(
        ports.store, ports.randomness, cookie=f"{SLUG}_session", lifetime_s=settings.session_lifetime,
        secure=house.origin.startswith("https://"),
    )
    _protect(app, house)
    for room in (home, login, history, preferences, report):
        room.mount(app, house)
    return app


def from_environment() -> Flask:
    """The application with the ports of `doublure.environment`: for production servers."""
    ports = ports_from(os.environ, SLUG)
    return for_a_server(create_app(load_settings(ports.config), ports), ports, "dashboard")


def _protect(app: Flask, house: House) -> None:
    protect_forms(app, house.settings.secret_key, lambda: show(house, "stale_form.html", status=400))

    @app.errorhandler(AccessOver)
    def access_over(error: AccessOver) -> Response:
        return over(house)

    @app.errorhandler(HubSilent)
    def hub_silent(error: HubSilent) -> Response:
        return show(house, "unavailable.html", status=503)
