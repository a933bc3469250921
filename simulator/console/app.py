"""The console put together: pages for a person, the control API for a program, one gate in front of both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

import broker
from broker.settings import load_settings
from doublure.census import Census
from doublure.clock import TravellingClock
from doublure.exchange import Answer, Parameters
from doublure.oidc.wire import Wire
from doublure.ports import Ports
from doublure.secret import Secret
from doublure.timetable import Timetable
from doublure.web import furnish
from doublure.web.adapter import mount, to_response
from doublure.web.pages import Pages
from identity_providers.phone.opening import desk_of
from identity_providers.phone.settings import load_telephone
from simulator.console.api import Services
from simulator.console.call import Call, Problem, problem_answer
from simulator.console.changes import Changes
from simulator.console.gate import Gate
from simulator.console.key_calls import KeyCalls, issuers_of
from simulator.console.pages import ConsolePages
from simulator.console.parties import clients, identity_providers
from simulator.console.phone_calls import PhoneCalls
from simulator.console.routes import Router
from simulator.console.table import api_routes
from simulator.console.time_calls import TimeCalls
from simulator.fakes import applications_of

__all__ = ["create_app"]

SLUG = "console"
_HERE = Path(__file__).parent
# The page of error codes shows the hub's sentences, whose English stands in the hub's catalogue.
_SENTENCES = (Path(broker.__file__).parent / "locale",)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
#: What answers without a token: a container's health check has none.
_OPEN = ("/healthz", "/readyz", "/robots.txt", "/static/")


def create_app(ports: Ports, *, running: tuple[str, ...], reset: Callable[[], None], token: Secret | None = None) -> Flask:
    """The console of the applications *running*; *token* is demanded where it is not bound to loopback."""
    settings = load_settings(ports.config, ports.addresses)
    relying_parties = clients(settings.relying_parties, ports.control, ports.randomness)
    providers = identity_providers(settings.identity_providers, ports.control, ports.randomness)
    census = Census(ports.config, ports.control, ports.clock)
    pages = Pages([_HERE / "templates"], [_HERE / "locale", *_SENTENCES], "Console", SLUG)
    origin = ports.addresses.public(SLUG)
    gate = Gate(origin, token)

    app = Flask(__name__, static_folder=None)
    furnish(app, pages=pages, origins=(origin, ports.addresses.internal(SLUG)), ready=ports.control.ping)
    machine = ports.clock.base if isinstance(ports.clock, TravellingClock) else ports.clock
    timetable = Timetable(ports.control, machine)
    services = Services(census=census, control=ports.control, clock=ports.clock, reset=reset)
    phones = PhoneCalls(desk_of(load_telephone(ports.config), ports), census)
    keys = KeyCalls(
        issuers=issuers_of(settings, ports.addresses), control=ports.control, clock=machine, randomness=ports.randomness,
        wire=Wire(ports.addresses.wire(), timeout_s=3.0, ca_file=ports.authorities),
    )
    _add_api(app, Router(gate, api_routes(relying_parties, providers, services, phones, TimeCalls(timetable), keys)))
    _add_pages(app, ConsolePages(
        pages=pages, addresses=ports.addresses, running=running, applications=applications_of(ports.config),
        clients=relying_parties, census=census, control=ports.control, clock=ports.clock, changed=Changes(ports.config),
    ))

    @app.before_request
    def authenticate() -> Response | None:
        if request.path.startswith(_OPEN):
            return None
        try:
            gate.authenticate({name.lower(): value for name, value in request.headers.items()})
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
        return problem_answer(Problem(413, "Too large", "The body is larger than 65536 bytes."), request.path)
    return router.answer(Call(
        method=request.method, path=request.path, body=body, query=Parameters(tuple(request.args.items(multi=True))),
        headers={name.lower(): value for name, value in request.headers.items()},
    ))


def _add_pages(app: Flask, console: ConsolePages) -> None:
    for rule, handler in (
        ("/", console.home), ("/mail", console.mail), ("/mail/<identifier>", console.letter), ("/personas", console.personas),
        ("/clients", console.list_clients), ("/flows", console.list_flows), ("/flows/<trace_id>", console.show_flow),
        ("/errors", console.errors), ("/errors/<code>", console.errors),
    ):
        mount(app, rule, handler, ("GET",), slug=SLUG)
