"""The console for a person: what runs, what was sent, who is there, what happened."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from broker.errors import catalogue
from broker.parties import RelyingParty
from doublure.addresses import AddressBook
from doublure.census import Census
from doublure.clock import Clock
from doublure.exchange import Answer, Request
from doublure.mail import captured, captured_letter
from doublure.storage.control import ControlStore
from doublure.web.errors import error_page
from doublure.web.pages import Pages
from simulator.applications import Application
from simulator.console.api import persona_shown
from simulator.console.flows import flow, flows
from simulator.console.parties import Parties
from simulator.console.rows import rows

__all__ = ["ConsolePages"]

_SHOWN_FLOWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolePages:
    """`running` are the slugs that were started; `changed` names configuration files newer than the start."""

    pages: Pages
    addresses: AddressBook
    running: tuple[str, ...]
    applications: Mapping[str, Application]
    clients: Parties[RelyingParty]
    census: Census
    control: ControlStore
    clock: Clock
    changed: Callable[[], Iterable[Path]]

    def home(self, request: Request) -> Answer:
        """Where everything is and how to begin."""
        lines = [{"slug": slug, "title": application.title, "address": self.addresses.public(slug) + application.shown}
                 for slug, application in self.applications.items() if slug in self.running]
        sandbox = next((client for client in self.clients.all() if client["client_id"] == "sandbox"), None)
        service = self.addresses.public("moncompteformation") if "moncompteformation" in self.running else None
        return self._page(request, "home.html", "/", applications=lines, sandbox=sandbox, service=service,
                          issuer=self.addresses.public("hub") + "/api/v2", changed=[path.name for path in self.changed()])

    def mail(self, request: Request) -> Answer:
        """Captured letters."""
        letters = [_dated(letter) for letter in captured(self.control, request.query.get("to"))]
        return self._page(request, "mail.html", "/mail", letters=letters)

    def letter(self, request: Request, identifier: str) -> Answer:
        """One captured letter, in both forms."""
        letter = captured_letter(self.control, identifier)
        if letter is None:
            return self._absent(request)
        framed = f'<base target="_blank">{letter["html"]}'
        return self._page(request, "letter.html", "/mail", letter=_dated(letter), framed=framed)

    def personas(self, request: Request) -> Answer:
        """Everybody."""
        people = [persona_shown(persona, self.clock) for persona in self.census()]
        return self._page(request, "personas.html", "/personas", people=people)

    def list_clients(self, request: Request) -> Answer:
        """Every relying party."""
        return self._page(request, "clients.html", "/clients", clients=self.clients.all())

    def list_flows(self, request: Request) -> Answer:
        """Recent journeys."""
        client_id = request.query.get("client_id")
        found = flows(self.control, client_id=client_id, limit=_SHOWN_FLOWS)
        return self._page(request, "flows.html", "/flows", flows=found, client_id=client_id)

    def show_flow(self, request: Request, trace_id: str) -> Answer:
        """One journey: every check and every message."""
        found = flow(self.control, trace_id)
        if found is None:
            return self._absent(request)
        return self._page(request, "flow.html", "/flows", flow=found, rows=rows(found["records"]))

    def errors(self, request: Request, code: str | None = None) -> Answer:
        """What each code of the hub means, or what one of them does: `error_uri` leads here."""
        wanted = [{"code": refusal.code, "meaning": inspect.getdoc(refusal), "sentence": refusal.sentence,
                   "status": refusal.status, "error": refusal.error, "description": refusal.description,
                   "support": refusal.support}
                  for refusal in catalogue() if code in {None, refusal.code}]
        return self._page(request, "errors.html", "/errors", refusals=wanted, missing=None if wanted else code)

    def _page(self, request: Request, template: str, section: str, **context: Any) -> Answer:
        return self.pages.html(template, request, section=section, **context)

    def _absent(self, request: Request) -> Answer:
        return error_page(self.pages, request, code="404", status=404, sentence="Cette page n’existe pas.")


def _dated(letter: dict[str, Any]) -> dict[str, Any]:
    moment = datetime.fromtimestamp(letter["at"] / 1000, UTC)
    return {**letter, "moment": moment.strftime("%Y-%m-%d %H:%M:%S UTC")}
