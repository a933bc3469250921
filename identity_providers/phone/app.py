"""The simulated phone as an application of its own, with an origin that no identity provider shares."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from flask import Flask

from doublure.environment import ports_from
from doublure.ports import Ports
from doublure.settling import for_a_server
from doublure.web import furnish
from doublure.web.adapter import mount
from doublure.web.pages import Pages
from doublure.web.statics import add_statics
from identity_providers.phone.handset import SLUG, Handset
from identity_providers.phone.menus import scan
from identity_providers.phone.menus import settings as device_settings
from identity_providers.phone.opening import desk_of
from identity_providers.phone.pages import answer, home, show, state
from identity_providers.phone.settings import TelephoneSettings, load_telephone

__all__ = ["create_app", "from_environment"]

_HERE = Path(__file__).parent


def create_app(settings: TelephoneSettings, ports: Ports) -> Flask:
    """Every phone, one page per number."""
    pages = Pages([_HERE / "templates"], [_HERE / "locale"], "Téléphone", SLUG)
    app = Flask("identity_providers.phone", static_folder=None)
    origins = {ports.addresses.public(SLUG), ports.addresses.internal(SLUG)}
    furnish(app, pages=pages, origins=origins, ready=ports.store.ping, metrics=True)
    add_statics(app, _HERE / "static", f"/static/{SLUG}")
    handset = Handset(pages=pages, desk=desk_of(settings, ports), people=ports.people, randomness=ports.randomness)
    for rule, handler, methods in (
        ("/", home, ("GET",)), ("/telephone/<who>", show, ("GET",)), ("/telephone/<who>", answer, ("POST",)),
        ("/telephone/<who>/state", state, ("GET",)), ("/telephone/<who>/scan", scan, ("GET", "POST")),
        ("/telephone/<who>/settings", device_settings, ("GET", "POST")),
    ):
        mount(app, rule, partial(handler, handset), methods, slug=SLUG)
    return app


def from_environment() -> Flask:
    """The phones with the ports of `doublure.environment`: for production servers."""
    ports = ports_from(os.environ, SLUG)
    return for_a_server(create_app(load_telephone(ports.config), ports), ports)
