"""The dashboard's server, played by a test: a login there, and the questions it lets one ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from house import Backend, House, Visitor, json_of

from doublure.journal import Record
from doublure.testing.pages import Page
from doublure.testing.person import Person


class Lately:
    """What the journal got since this was made; the ring itself may be full and drops its oldest."""

    def __init__(self, house: House) -> None:
        self._ring = house.ring
        self._seen = {id(record) for record in house.ring.records()}
        self._kept = house.ring.records()  # so that no identity is used again

    def records(self) -> list[Record]:
        return [record for record in self._ring.records() if id(record) not in self._seen]


class Desk:
    """The client `dashboard`, whose redirect URI is the test's, asking about whoever has logged in."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.origin = house.hub.removesuffix("/api/v2")
        self.token = ""
        self._person = Person()
        house.register(client_id="dashboard", client_name="Tableau de bord",
                       entityId="doublure-simulateur-entity-dashboard-0000000000001")

    def access_token(self, idp: str = "ameli", login: str = "bruno", visitor: Visitor | None = None) -> str:
        """The access token of a login at the dashboard."""
        arrived = (visitor or Visitor(self.house)).arrives(idp, login, client_id="dashboard")
        return str(json_of(Backend(self.house, "dashboard").redeems(arrived["code"]))["access_token"])

    def opens(self, idp: str = "ameli", login: str = "bruno") -> Desk:
        """Log in and open an account token."""
        self.token = json_of(self.posts("access", {}, self.access_token(idp, login)))["account_token"]
        return self

    def asks(self, path: str, token: str | None = None, **query: str) -> Page:
        return self.calls("GET", f"{path}?{urlencode(query)}", None, self.token if token is None else token)

    def posts(self, path: str, fields: Mapping[str, str], token: str | None = None) -> Page:
        return self.calls("POST", path, urlencode(fields), self.token if token is None else token)

    def calls(self, method: str, path: str, body: str | None, token: str) -> Page:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._person.request(method, f"{self.origin}/account/{path}", body, headers)

    def events(self, **query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.history(**query)["events"]
        return found

    def history(self, **query: str) -> dict[str, Any]:
        self.house.accounts.settle()  # another worker may be about to write
        return json_of(self.asks("history", **query))

    def providers(self) -> dict[str, dict[str, Any]]:
        return {one["slug"]: one for one in json_of(self.asks("preferences"))["identity_providers"]}

    def blocks(self, *slugs: str, future: bool = True) -> Page:
        """Let in every provider but *slugs*."""
        allowed = [one["uid"] for slug, one in self.providers().items() if slug not in slugs]
        return self.posts("preferences", {"allowed": " ".join(allowed), "allow_future": "true" if future else "false"})
