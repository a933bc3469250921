"""The hub put together: what stands behind the ports of a station, and the routes in walking order."""

from __future__ import annotations

import os

from flask import Flask, Response, abort, request

from broker.binding import bind
from broker.crossing import Readers, crossing
from broker.errors.accidents import StoreDown
from broker.errors.accounts import RecordsDown
from broker.errors.base import Refusal
from broker.ports import Ports
from broker.routes import TOLD_IN_JSON, Station, routes
from broker.run_issuer import RUN_PATH, of_run
from broker.settings import BrokerSettings, load_settings
from broker.walk import refuse
from doublure.environment import ports_from
from doublure.exchange import Answer, Request, json_answer
from doublure.ports import Ports as Ground
from doublure.records import RecordsError
from doublure.settling import for_a_server
from doublure.storage.errors import StorageError
from doublure.web import furnish
from doublure.web.adapter import mount, read_request, to_response
from doublure.web.lane import open_lane

__all__ = ["create_app", "ports_of"]

#: Where the application keeps its ports among its extensions.
_PORTS = "doublure-hub"


def create_app(settings: BrokerSettings, ground: Ground, platform: str = "franceconnect") -> Flask:
    """The hub on one *platform*: a Flask application whose every route is a pure function of request and ports."""
    return assemble(bind(settings, ground, settings.platforms[platform]), ground)


def assemble(ports: Ports, ground: Ground) -> Flask:
    """The Flask application around *ports*: furniture of every house, then the stations on the platform's paths."""
    app = Flask("broker", static_folder=None, template_folder=None)
    platform = ports.platform
    slug, base = platform.application, platform.base_path
    in_json = ("/.well-known", "/account/", *(base + path for path in TOLD_IN_JSON))
    furnish(
        app,
        pages=ports.pages,
        origins=(ground.addresses.public(slug), ground.addresses.internal(slug)),
        ready=lambda: _ready(ground, ports),
        metrics=True,
        json_paths=in_json,
        tells_methods=platform.tells_methods,
    )

    def refused(refusal: Refusal) -> Response:
        if request.path.startswith(in_json):
            body = {"error": refusal.error, "error_description": refusal.told}
            return to_response(app, json_answer(body, refusal.status, ("Cache-Control", "no-store")))
        return to_response(app, refuse(ports, read_request(slug), refusal))

    app.register_error_handler(StorageError, lambda _: refused(StoreDown()))
    app.register_error_handler(RecordsError, lambda _: refused(RecordsDown()))
    app.extensions[_PORTS] = ports

    def add(path: str, station: Station, methods: tuple[str, ...], readers: Readers) -> None:
        def handler(request: Request, run: str | None = None, **variables: str) -> Answer:
            house = ports if run is None else of_run(ports, run)
            return abort(404) if house is None else station(house.for_one_request(), request, **variables)

        def for_scripts(request: Request, **variables: str) -> Answer:
            answer = None if request.method == "OPTIONS" else handler(request, **variables)
            return crossing(ports, request, readers, methods, answer)

        if platform.cors and readers != "nobody":
            mount(app, path, for_scripts, (*methods, "OPTIONS"), slug=slug)
        else:
            mount(app, path, handler, methods, slug=slug)

    everywhere = tuple(routes(platform.column, base))
    for path, station, methods, readers in everywhere:
        add(path, station, methods, readers)
    open_lane(app)
    for path, station, methods, readers in everywhere:
        add(f"{RUN_PATH}/<run>{path}", station, methods, readers)
    return app


def from_environment() -> Flask:
    """The hub for a production server: settings and ports from `DOUBLURE_…` variables; platform by `DOUBLURE_PLATFORM`."""
    platform = os.environ.get("DOUBLURE_PLATFORM", "franceconnect")
    ground = ports_from(os.environ, "hub")
    app = create_app(load_settings(ground.config, ground.addresses), ground, platform)
    return for_a_server(app, ground)


def ports_of(app: Flask) -> Ports:
    """The ports behind *app*: for whoever resets it or stops it."""
    ports = app.extensions[_PORTS]
    assert isinstance(ports, Ports)  # noqa: S101 - put there above
    return ports


def _ready(ground: Ground, ports: Ports) -> None:
    """Raise when a request could not be served."""
    ports.accounts.records.ping()
    ground.store.ping()
    ground.control.ping()
