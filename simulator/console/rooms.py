"""The rooms of the console, furnished: every call of the API and every page, on the ports of one application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import broker
import doublure.web
from broker.settings import load_settings
from doublure.armed import Armed
from doublure.census import Census
from doublure.clock import TravellingClock
from doublure.oidc.wire import Wire
from doublure.ports import Ports
from doublure.runs import Runs
from doublure.timetable import Timetable
from doublure.web.pages import Pages
from identity_providers.phone.opening import desk_of
from identity_providers.phone.settings import load_telephone
from simulator.console.api import Services
from simulator.console.cast import cast_of
from simulator.console.changes import Changes
from simulator.console.diagnosing import Diagnosing
from simulator.console.flow_calls import FlowCalls
from simulator.console.flow_pages import FlowPages
from simulator.console.flows import Flows
from simulator.console.frame import Frame, Page
from simulator.console.key_calls import KeyCalls, issuers_of
from simulator.console.lab_pages import LabPages
from simulator.console.pages import ConsolePages
from simulator.console.parties import clients, identity_providers
from simulator.console.party_pages import ClientPages
from simulator.console.people_pages import PeoplePages
from simulator.console.phone_calls import PhoneCalls
from simulator.console.provider_pages import ProviderPages
from simulator.console.routes import Route
from simulator.console.run_calls import RunCalls
from simulator.console.table import api_routes
from simulator.console.teller import Teller
from simulator.console.time_calls import TimeCalls
from simulator.console.tool_pages import ToolPages
from simulator.fakes import applications_of
from simulator.lab.catalogue import Catalogue

__all__ = ["SLUG", "Rooms", "furnished"]

SLUG = "console"
_HERE = Path(__file__).parent
# The page of error codes shows the hub's sentences, whose English stands in the hub's catalogue.
_SENTENCES = (Path(broker.__file__).parent / "locale",)
#: What a page that leaves the console takes along.
_STYLES = (Path(doublure.web.__file__).parent / "static" / "doublure.css", _HERE / "static" / "console.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The console's pages, the routes of its API, and its pages' addresses."""

    pages: Pages
    routes: tuple[Route, ...]
    mounted: tuple[Page, ...]


def furnished(ports: Ports, running: tuple[str, ...], reset: Callable[[], None]) -> Rooms:
    """Every room of a console of the applications *running*."""
    settings, control, randomness = load_settings(ports.config, ports.addresses), ports.control, ports.randomness
    relying_parties = clients(settings.relying_parties, control, randomness)
    providers = identity_providers(settings.identity_providers, control, randomness)
    census = Census(ports.config, control, ports.clock)
    machine = ports.clock.base if isinstance(ports.clock, TravellingClock) else ports.clock
    platforms = settings.platforms
    hubs = {platform.application: platform for platform in platforms.values()}
    timetable, flows = Timetable(control, machine), Flows(control, Diagnosing(hubs, ports.clock))
    teller = Teller(flows=flows, cast=cast_of(settings, ports.addresses), releases={
        platform.application: settings.releases[slug] for slug, platform in platforms.items()})
    keys = KeyCalls(
        issuers=issuers_of(settings, ports.addresses), control=control, clock=machine, randomness=randomness,
        wire=Wire(ports.addresses.wire(), timeout_s=3.0, ca_file=ports.authorities),
    )
    runs = RunCalls(
        runs=Runs(control), armed=Armed(control, ports.store), catalogue=Catalogue(), flows=flows, clients=relying_parties,
        clock=machine, randomness=randomness, issuers={
            slug: (ports.addresses.public(platform.application), platform.issuer_path) for slug, platform in platforms.items()},
    )
    pages = Pages([_HERE / "templates"], [_HERE / "locale", *_SENTENCES], "Console", SLUG)
    frame = Frame(pages=pages, origin=ports.addresses.public(SLUG), randomness=randomness)
    flow_pages = FlowPages(frame=frame, teller=teller, styles=_STYLES)
    rooms = (
        ConsolePages(frame=frame, addresses=ports.addresses, running=running, applications=applications_of(ports.config),
                     clients=relying_parties, control=control, changed=Changes(ports.config)),
        flow_pages,
        PeoplePages(frame=frame, census=census, clock=ports.clock),
        ClientPages(frame=frame, clients=relying_parties),
        ProviderPages(frame=frame, providers=providers),
        LabPages(frame=frame, runs=runs, keys=keys),
        ToolPages(frame=frame, timetable=timetable, reset=reset),
    )
    phones = PhoneCalls(desk_of(load_telephone(ports.config), ports), census)
    services = Services(census=census, control=control, clock=ports.clock, reset=reset)
    routes = api_routes(relying_parties, providers, services, phones, FlowCalls(teller, flow_pages.alone), TimeCalls(timetable),
                        keys, runs)
    return Rooms(pages=pages, routes=routes, mounted=tuple(page for room in rooms for page in room.mounted()))
