"""The table of contents of the control API (interface: the calls other programs rely on)."""

from __future__ import annotations

from broker.parties import IdentityProvider, RelyingParty
from doublure.exchange import Answer, json_answer
from simulator.console.api import Services
from simulator.console.call import Call
from simulator.console.openapi import openapi
from simulator.console.parties import Parties
from simulator.console.party_calls import PartyCalls
from simulator.console.phone_calls import PhoneCalls
from simulator.console.routes import Route

__all__ = ["api_routes"]


def api_routes(
    clients: Parties[RelyingParty], providers: Parties[IdentityProvider], services: Services, phones: PhoneCalls,
) -> tuple[Route, ...]:
    """Every route under `/api`, the description of all the others last."""
    routes = (
        *PartyCalls(clients, "/api/clients").routes(),
        *PartyCalls(providers, "/api/identity-providers").routes(),
        Route(method="GET", rule="/api/personas", handler=services.list_personas, summary="Everybody", gives="Persona[]"),
        Route(method="GET", rule="/api/personas/{login}", handler=services.show_persona, summary="One person",
              gives="Persona"),
        Route(method="PUT", rule="/api/personas/{login}", handler=services.put_persona,
              summary="Create (201) or replace (200) a person", takes="Persona", gives="Persona"),
        Route(method="GET", rule="/api/mail", handler=services.list_mail, summary="Captured letters, newest first",
              query=(("to", "only letters to this address"),), gives="Letter[]"),
        Route(method="DELETE", rule="/api/mail", handler=services.forget_mail, summary="Throw all mail away", status=204),
        Route(method="GET", rule="/api/mail/{id}", handler=services.show_mail, summary="One captured letter",
              gives="Letter"),
        *phones.routes(),
        Route(method="GET", rule="/api/flows", handler=services.list_flows, summary="Recent journeys, newest first",
              query=(("client_id", "only journeys this client took part in"), ("limit", "at most, 1 to 1000; 50")),
              gives="Flow[]"),
        Route(method="GET", rule="/api/flows/{trace_id}", handler=services.show_flow,
              summary="One journey with its checks and messages", gives="Flow"),
        Route(method="POST", rule="/api/reset", handler=services.back_to_configuration, status=204,
              summary="Everything back to the configuration: clients, providers, people, accounts, sessions, mail, journeys"),
    )

    def describe(call: Call) -> Answer:
        return json_answer(openapi(routes))

    return (*routes, Route(method="GET", rule="/api/openapi.json", handler=describe, summary="This description"))
