"""The console's first page, captured mail, and what each code means."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from broker.errors import catalogue
from broker.parties import RelyingParty
from doublure.addresses import AddressBook
from doublure.exchange import Answer, Request
from doublure.mail import captured, captured_letter, forget_mail
from doublure.storage.control import ControlStore
from simulator.applications import Application
from simulator.console.frame import Frame, Page
from simulator.console.parties import Parties

__all__ = ["ConsolePages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolePages:
    """`running` are the slugs that were started; `changed` names configuration files newer than the start."""

    frame: Frame
    addresses: AddressBook
    running: tuple[str, ...]
    applications: Mapping[str, Application]
    clients: Parties[RelyingParty]
    control: ControlStore
    changed: Callable[[], Iterable[Path]]

    def mounted(self) -> Iterator[Page]:
        """The addresses."""
        yield "/", self.home, ("GET",)
        yield "/mail", self.mail, ("GET",)
        yield "/mail/forget", self.frame.form(self.forget_mail), ("POST",)
        yield "/mail/<identifier>", self.letter, ("GET",)
        yield "/errors", self.errors, ("GET",)
        yield "/errors/<code>", self.errors, ("GET",)

    def home(self, request: Request) -> Answer:
        """Where everything is and how to begin."""
        lines = [{"slug": slug, "title": application.title, "address": self.addresses.public(slug) + application.shown}
                 for slug, application in self.applications.items() if slug in self.running]
        sandbox = next((client for client in self.clients.all() if client["client_id"] == "sandbox"), None)
        service = self.addresses.public("moncompteformation") if "moncompteformation" in self.running else None
        return self.frame.page(
            request, "home.html", "/", applications=lines, sandbox=sandbox, service=service,
            issuer=self.addresses.public("hub") + "/api/v2", changed=[path.name for path in self.changed()],
            forgotten="forgotten" in request.query,
        )

    def mail(self, request: Request) -> Answer:
        """Captured letters."""
        letters = [_dated(letter) for letter in captured(self.control, request.query.get("to") or None)]
        return self.frame.page(request, "mail.html", "/mail", letters=letters, to=request.query.get("to") or "")

    def letter(self, request: Request, identifier: str) -> Answer:
        """One captured letter, in both forms."""
        letter = captured_letter(self.control, identifier)
        if letter is None:
            return self.frame.absent(request)
        framed = f'<base target="_blank">{letter["html"]}'
        return self.frame.page(request, "letter.html", "/mail", letter=_dated(letter), framed=framed)

    def forget_mail(self, request: Request) -> Answer:
        """Throw all mail away."""
        forget_mail(self.control)
        return self.frame.done("/mail")

    def errors(self, request: Request, code: str | None = None) -> Answer:
        """What each code of the hub means, or what one of them does: `error_uri` leads here."""
        wanted = [{"code": refusal.code, "meaning": inspect.getdoc(refusal), "sentence": refusal.sentence,
                   "status": refusal.status, "error": refusal.error, "description": refusal.description,
                   "support": refusal.support}
                  for refusal in catalogue() if code in {None, refusal.code}]
        return self.frame.page(request, "errors.html", "/errors", refusals=wanted, missing=None if wanted else code)


def _dated(letter: dict[str, Any]) -> dict[str, Any]:
    moment = datetime.fromtimestamp(letter["at"] / 1000, UTC)
    return {**letter, "moment": moment.strftime("%Y-%m-%d %H:%M:%S UTC")}
