"""A relying party that makes mistakes against real hubs, and what the console then says of each."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from broker.registry import CLIENTS
from doublure.exchange import Parameters
from doublure.testing.pages import Page
from doublure.testing.person import Person
from simulator.console.call import Call
from simulator.console.gate import Gate
from simulator.console.rooms import furnished
from simulator.console.routes import Router
from tests.broker.house import CALLBACK, SECRET, Backend, Visitor, json_of
from tests.openid.installation import Installation, Service, browser

__all__ = ["CALLBACK", "SECRET", "Hub", "Scene", "browser", "json_of"]


@dataclass(frozen=True)
class Hub:
    """A FranceConnect hub as visitors and back ends of the tests know one."""

    hub: str
    acr: str = "eidas1"


@dataclass
class Scene:
    op: Installation
    hub: Hub = field(init=False)
    plus: Hub = field(init=False)
    router: Router = field(init=False)
    #: The journey to look at, where it is not the one in which something happened last.
    told: str | None = None

    def __post_init__(self) -> None:
        public = self.op.addresses.public
        self.hub, self.plus = Hub(public("hub") + "/api/v2"), Hub(public("hub-plus") + "/api/v2", "eidas2")
        rooms = furnished(self.op.ports, ("hub", "hub-plus", "hub-openid", "impots", "console"), lambda: None)
        self.router = Router(Gate(public("console"), None, lambda *_: False), rooms.routes)

    # The relying party.

    def visitor(self, hub: Hub | None = None) -> Visitor:
        return Visitor(hub or self.hub)  # type: ignore[arg-type]  # all a visitor needs of a house

    def asks(self, hub: Hub | None = None, without: str | None = None, **changed: str | None) -> Page:
        return self.visitor(hub).asks(without, **changed)

    def strict(self, **changed: str | None) -> Page:
        """The same on the platform openid."""
        return Service(self.op).asks(browser(), **changed)

    def backend(self, client_id: str = "sandbox", secret: str = SECRET) -> Backend:
        return Backend(self.hub, client_id, secret)  # type: ignore[arg-type]

    def code(self, **changed: str | None) -> str:
        return self.visitor().arrives(**changed)["code"]

    def redeems(self, code: str, **changed: str | None) -> Page:
        return self.backend(changed.get("client_id") or "sandbox").redeems(code, **changed)

    def tokens(self, client_id: str = "sandbox", **asked: str | None) -> dict[str, Any]:
        return json_of(self.redeems(self.code(client_id=client_id, **asked), client_id=client_id))

    def ends(self, **parameters: str) -> Page:
        return Person().opens(f"{self.hub.hub}/session/end?{urlencode(parameters)}")

    def registers(self, client_id: str = "mine", platform: str = "franceconnect", **fields: Any) -> None:
        document = {"platform": platform, "client_id": client_id, "client_secret": SECRET, "redirect_uris": [CALLBACK],
                    "scope": "openid identite_pivot email", **fields}
        kept = {name: value for name, value in document.items() if value is not None}
        self.op.control.set(CLIENTS, f"{platform}/{client_id}", json.dumps(kept).encode())

    # The console.

    def api(self, path: str) -> Any:
        return json.loads(self.router.answer(Call(method="GET", path=path, body=b"", headers={}, query=Parameters())).body)

    @property
    def trace(self) -> str:
        """The journey in which something happened last."""
        return self.op.ring.records()[-1].thread.trace

    def explained(self, trace: str | None = None) -> dict[str, dict[str, Any]]:
        """The diagnosis of a journey as `/api/flows/{trace_id}` has it, by its entries' codes."""
        return {found["code"]: found for found in self.api(f"/api/flows/{trace or self.told or self.trace}")["diagnosis"]}


def basic(client_id: str, secret: str) -> dict[str, str]:
    """An Authorization header, nothing encoded inside."""
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}
