"""The control API's five calls about one kind of party of the hub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic
from urllib.parse import quote

from doublure.exchange import Answer, json_answer
from simulator.console.api import NOTHING
from simulator.console.call import Call, document_of
from simulator.console.parties import P, Parties
from simulator.console.routes import Route

__all__ = ["PartyCalls"]

_PLATFORM = (("platform", "which one, when a client_id is registered on several platforms"),)


@dataclass(frozen=True, slots=True)
class PartyCalls(Generic[P]):
    """`path` is where the collection lives."""

    parties: Parties[P]
    path: str

    def routes(self) -> tuple[Route, ...]:
        """The collection and its members."""
        schema, kind = self.parties.model.__name__, self.parties.kind
        one = self.path + "/{id}"
        query = _PLATFORM if "platform" in self.parties.model.model_fields else ()
        return (
            Route(method="GET", rule=self.path, handler=self.list, summary=f"Every {kind}", gives=f"{schema}[]"),
            Route(method="POST", rule=self.path, handler=self.add, summary=f"Register a {kind}; usable at once",
                  status=201, takes=schema, gives=schema, refuses=(409,)),
            Route(method="GET", rule=one, handler=self.show, summary=f"One {kind}", query=query, gives=schema),
            Route(method="PUT", rule=one, handler=self.replace, summary=f"Replace a {kind}", query=query, takes=schema,
                  gives=schema),
            Route(method="DELETE", rule=one, handler=self.remove, summary=f"Remove a {kind}", status=204, query=query),
        )

    def list(self, call: Call) -> Answer:
        """Every party."""
        return json_answer(self.parties.all())

    def add(self, call: Call) -> Answer:
        """Register a party."""
        document = self.parties.add(document_of(call)).document()
        where = f"{self.path}/{quote(document[self.parties.identifier], safe='')}"
        return json_answer(document, 201, ("Location", where))

    def show(self, call: Call) -> Answer:
        """One party."""
        return json_answer(self.parties.find(call.variables["id"], call.query.get("platform")).document())

    def replace(self, call: Call) -> Answer:
        """Replace a party."""
        party = self.parties.replace(call.variables["id"], call.query.get("platform"), document_of(call))
        return json_answer(party.document())

    def remove(self, call: Call) -> Answer:
        """Remove a party."""
        self.parties.remove(call.variables["id"], call.query.get("platform"))
        return NOTHING
