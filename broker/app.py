"""The hub put together: what stands behind the ports of a station, and the routes in walking order."""

from __future__ import annotations

import os
from collections.abc import Callable

from flask import Flask, Response, request

from broker.binding import bind
from broker.errors.accidents import StoreDown
from broker.ports import Ports
from broker.settings import BrokerSettings, load_settings
from broker.steps import (
    abort,
    authorize,
    callback,
    choose,
    consent,
    depart,
    documents,
    identify,
    logout,
    respond,
    revocation,
    statements,
    token,
    userinfo,
)
from broker.walk import refuse
from doublure.environment import ports_from
from doublure.exchange import Answer, Request, json_answer
from doublure.ports import Ports as Ground
from doublure.storage.errors import StorageError
from doublure.web import furnish
from doublure.web.adapter import mount, read_request, to_response

__all__ = ["create_app"]

Station = Callable[..., Answer]

#: Paths that only servers call: their errors are JSON.
_TOLD_IN_JSON = ("/token", "/userinfo", "/jwks", "/.well-known")


def create_app(settings: BrokerSettings, ground: Ground, platform: str = "franceconnect") -> Flask:
    """The hub on one *platform*: a Flask application whose every route is a pure function of request and ports."""
    return assemble(bind(settings, ground, settings.platforms[platform]), ground)


def assemble(ports: Ports, ground: Ground) -> Flask:
    """The Flask application around *ports*: furniture of every house, then the stations on the contract's paths."""
    app = Flask("broker", static_folder=None, template_folder=None)
    slug = ports.platform.application
    furnish(
        app,
        pages=ports.pages,
        origins=(ground.addresses.public(slug), ground.addresses.internal(slug)),
        ready=lambda: _ready(ground),
        metrics=True,
        json_paths=tuple(ports.platform.base_path + path for path in _TOLD_IN_JSON),
    )
    base = ports.platform.base_path

    def store_down(error: StorageError) -> Response:
        refused = StoreDown()
        if request.path.startswith(tuple(base + path for path in _TOLD_IN_JSON)):
            body = {"error": refused.error, "error_description": refused.told}
            return to_response(app, json_answer(body, refused.status, ("Cache-Control", "no-store")))
        return to_response(app, refuse(ports, read_request(slug), refused))

    app.register_error_handler(StorageError, store_down)

    def station(path: str, function: Station, *methods: str) -> None:
        def handler(request: Request, **variables: str) -> Answer:
            return function(ports.for_one_request(), request, **variables)

        mount(app, base + path, handler, methods or ("GET",), slug=slug)

    # The walk, in walking order.
    station("/authorize", authorize.answer, "GET", "POST")
    station("/interaction/<uid>", choose.answer)
    station("/redirect-to-idp", depart.answer, "POST")
    station("/oidc-callback", callback.answer)
    station("/interaction/<uid>/verify", identify.answer)
    station("/interaction/<uid>/consent", consent.page)
    station("/login", consent.submit, "POST")
    station("/auto-login", consent.silent)
    station("/authorize/<uid>", respond.answer)
    station("/token", token.answer, "POST")
    station("/userinfo", userinfo.answer)
    # Beside the walk.
    station("/redirect-to-sp-with-error", abort.answer)
    station("/token/revocation", revocation.answer, "POST")
    station("/session/end", logout.end)
    station("/session/end/confirm", logout.confirm, "POST")
    station("/session/end/success", logout.success)
    station("/client/disconnect-from-idp", logout.disconnect, "POST")
    station("/client/logout-callback", logout.came_back)
    # What anybody may read.
    station("/.well-known/openid-configuration", documents.discovery)
    station("/jwks", documents.jwks)
    station("", statements.root)
    station("/accessibilite", statements.accessibility)
    for path in ("/api/v1", "/api/v1/<path:rest>"):
        mount(app, path, lambda request, **rest: statements.v1(ports, request, **rest), ("GET", "POST"), slug=slug)
    mount(app, "/", lambda request: statements.about(ports, request), slug=slug)
    return app


def from_environment() -> Flask:
    """The hub for a production server: settings and ports from `DOUBLURE_…` variables; platform by `DOUBLURE_PLATFORM`."""
    ground = ports_from(os.environ, "hub")
    platform = os.environ.get("DOUBLURE_PLATFORM", "franceconnect")
    return create_app(load_settings(ground.config, ground.addresses), ground, platform)


def _ready(ground: Ground) -> None:
    """Raise when a request could not be served."""
    ground.store.ping()
    ground.control.ping()
