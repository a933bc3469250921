"""The console put together: pages for a person, the control API for a program, one gate in front of both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from doublure.exchange import Answer, Parameters
from doublure.ports import Ports
from doublure.runs import Runs
from doublure.secret import Secret
from doublure.web import furnish
from doublure.web.adapter import mount, to_response
from doublure.web.statics import add_statics
from simulator.console.call import Call, Problem, problem_answer
from simulator.console.gate import Gate
from simulator.console.rooms import SLUG, furnished
from simulator.console.routes import Router, too_large

__all__ = ["SLUG", "create_app"]

_HERE = Path(__file__).parent
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
#: What answers without a token: a container's health check has none.
_OPEN = ("/healthz", "/readyz", "/robots.txt", "/static/")


def create_app(ports: Ports, *, running: tuple[str, ...], reset: Callable[[], None], token: Secret | None = None) -> Flask:
    """The console of the applications *running*; *token* is demanded where it is not bound to loopback."""
    rooms = furnished(ports, running, reset)
    origin = ports.addresses.public(SLUG)
    gate = Gate(origin, token, Runs(ports.control).admits)

    app = Flask(__name__, static_folder=None)
    furnish(app, pages=rooms.pages, origins=(origin, ports.addresses.internal(SLUG)), ready=ports.control.ping)
    add_statics(app, _HERE / "static", "/static/console")
    _add_api(app, Router(gate, rooms.routes))
    for rule, handler, methods in rooms.mounted:
        mount(app, rule, handler, methods, slug=SLUG)

    @app.before_request
    def authenticate() -> Response | None:
        if request.path.startswith(_OPEN):
            return None
        try:
            gate.authenticate({name.lower(): value for name, value in request.headers.items()}, request.path)
        except Problem as problem:
            return to_response(app, problem_answer(problem, request.path))
        return None

    return app


def _add_api(app: Flask, router: Router) -> None:
    def answer(rest: str = "") -> Response:
        return to_response(app, _answered(router))

    for rule in ("/api", "/api/<path:rest>"):
        app.add_url_rule(rule, f"api {rule}", answer, methods=_METHODS, provide_automatic_options=False)


def _answered(router: Router) -> Answer:
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        return problem_answer(too_large(), request.path)
    return router.answer(Call(
        method=request.method, path=request.path, body=body, query=Parameters(tuple(request.args.items(multi=True))),
        headers={name.lower(): value for name, value in request.headers.items()},
    ))
