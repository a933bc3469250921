"""The table of contents of the control API (interface: the calls other programs rely on)."""

from __future__ import annotations

from typing import Protocol

from broker.parties import IdentityProvider, RelyingParty
from doublure.exchange import Answer, json_answer
from simulator.console.api import Services
from simulator.console.call import Call
from simulator.console.openapi import openapi
from simulator.console.parties import Parties
from simulator.console.party_calls import PartyCalls
from simulator.console.routes import Route

__all__ = ["api_routes"]


class Speaks(Protocol):
    """A part of the API in a room of its own."""

    def routes(self) -> tuple[Route, ...]:
        """Its calls."""
        ...


def api_routes(
    clients: Parties[RelyingParty], providers: Parties[IdentityProvider], services: Services, *others: Speaks,
) -> tuple[Route, ...]:
    """Every route under `/api`: those of all parties, of *services*, of the *others*, and the description last."""
    routes = (
        *PartyCalls(clients, "/api/clients").routes(),
        *PartyCalls(providers, "/api/identity-providers").routes(),
        Route(method="GET", rule="/api/personas", handler=services.list_personas, summary="Everybody", gives="Persona[]"),
        Route(method="GET", rule="/api/personas/{login}", handler=services.show_persona, summary="One person",
              gives="Persona"),
        Route(method="PUT", rule="/api/personas/{login}", handler=services.put_persona,
              summary="Create (201) or replace (200) a person", takes="Persona", gives="Persona", also=(201,)),
        Route(method="GET", rule="/api/mail", handler=services.list_mail, summary="Captured letters, newest first",
              query=(("to", "only letters to this address"),), gives="Letter[]"),
        Route(method="DELETE", rule="/api/mail", handler=services.forget_mail, summary="Throw all mail away", status=204),
        Route(method="GET", rule="/api/mail/{id}", handler=services.show_mail, summary="One captured letter",
              gives="Letter"),
        *(route for each in others for route in each.routes()),
        Route(method="POST", rule="/api/reset", handler=services.back_to_configuration, status=204,
              summary="Everything back to the configuration: clients, providers, people, accounts, sessions, mail, journeys"),
    )

    def describe(call: Call) -> Answer:
        return json_answer(openapi(described))

    description = Route(method="GET", rule="/api/openapi.json", handler=describe, summary="This description", gives="OpenApi")
    described = (*routes, description)
    return described
