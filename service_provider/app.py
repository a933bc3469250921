"""moncompteformation as a WSGI application."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from doublure.environment import ports_from
from doublure.ports import Ports
from doublure.settling import for_a_server
from doublure.web import furnish
from doublure.web.statics import add_statics
from service_provider.form_protection import protect_forms
from service_provider.house import SLUG, House, furnished
from service_provider.pages import (
    account,
    code,
    finishing,
    franceconnect,
    home,
    joining,
    laboratory,
    leaving,
    login,
    recovery,
    towns,
    wizard,
)
from service_provider.pages.screen import recognise_people, show
from service_provider.settings import ServiceSettings, load_settings
from service_provider.visit import Visits

__all__ = ["create_app", "from_environment", "house_of"]

_HERE = Path(__file__).parent


def create_app(settings: ServiceSettings, ports: Ports) -> Flask:
    """The application on *ports*. Opens the database; everything else waits for the first request."""
    house = furnished(settings, ports)
    origins = (ports.addresses.public(SLUG), ports.addresses.internal(SLUG))
    app = Flask("service_provider", static_folder=None, template_folder=None)
    furnish(app, pages=house.pages, origins=origins, ready=house.ready)
    add_statics(app, _HERE / "static", f"/static/{SLUG}")
    app.before_request(house.desk.purging.when_due)
    protect_forms(app, house.settings.secret_key, lambda: show(house, "stale_form.html", status=400))
    app.session_interface = Visits(
        ports.store, ports.randomness, cookie=f"{SLUG}_session", lifetime_s=settings.session_lifetime,
        secure=house.origin.startswith("https://"),
        # A draft begun before the login; the anti-forgery value is made anew.
        kept=("registration",),
    )
    recognise_people(app, house)
    for room in (home, franceconnect, login, code, finishing, wizard, recovery, account, joining, laboratory, leaving, towns):
        room.mount(app, house)
    app.extensions[SLUG] = house
    return app


def from_environment() -> Flask:
    """The application with the ports of `doublure.environment`: for production servers."""
    ports = ports_from(os.environ, SLUG)
    settings = load_settings(ports.config)
    app = create_app(settings, ports)
    return for_a_server(app, ports, settings.client_id)


def house_of(app: Flask) -> House:
    """The house behind *app*: for whoever resets it or stops it."""
    house = app.extensions[SLUG]
    assert isinstance(house, House)  # noqa: S101 - put there above
    return house
