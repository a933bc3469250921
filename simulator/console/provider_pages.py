"""Identity providers for a person: a registration is edited as the document it is, switched on or off, copied, removed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from broker.parties import IdentityProvider
from doublure.exchange import Answer, Request
from simulator.console.call import Problem
from simulator.console.forms import Field, document_from, faults_of
from simulator.console.frame import Frame, Page
from simulator.console.parties import Parties

__all__ = ["ProviderPages"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPages:
    """The identity providers as the hub knows them."""

    frame: Frame
    providers: Parties[IdentityProvider]

    def mounted(self) -> Iterator[Page]:
        """The addresses."""
        yield "/providers", self.all, ("GET",)
        yield "/providers/new", self.blank, ("GET",)
        yield "/providers", self.frame.form(self.add), ("POST",)
        yield "/providers/<uid>", self.edit, ("GET",)
        yield "/providers/<uid>", self.frame.form(self.change), ("POST",)

    def all(self, request: Request) -> Answer:
        """Every identity provider."""
        return self.frame.page(request, "providers.html", "/providers", providers=self.providers.all())

    def blank(self, request: Request) -> Answer:
        """A new registration, with what another one has."""
        known = self.providers.all()
        copied = next((each for each in known if each["uid"] == request.query.get("copy")), known[0] if known else {})
        base = {name: value for name, value in copied.items() if name not in {"uid", "slug"}}
        return self._form(request, _pretty({"slug": "", **base}), action="/providers", faults=[], status=200)

    def add(self, request: Request) -> Answer:
        """Register one."""
        return self._done(request, "/providers", self.providers.add)

    def edit(self, request: Request, uid: str) -> Answer:
        """One registration."""
        try:
            document = self.providers.find(uid).document()
        except Problem:
            return self.frame.absent(request)
        return self._form(request, _pretty(document), action=f"/providers/{uid}", faults=[], status=200)

    def change(self, request: Request, uid: str) -> Answer:
        """Switch on or off, remove, or replace the registration."""
        try:
            document = self.providers.find(uid).document()
            match request.form.get("action"):
                case "remove":
                    self.providers.remove(uid, None)
                case "toggle":
                    self.providers.replace(uid, None, document | {"active": not document["active"]})
                case _:
                    return self._done(request, f"/providers/{uid}", lambda typed: self.providers.replace(uid, None, typed))
        except Problem:
            return self.frame.absent(request)
        return self.frame.done("/providers")

    def _done(self, request: Request, action: str, keep: Callable[[dict[str, Any]], object]) -> Answer:
        typed = Field("document", "Enregistrement", "json")
        try:
            keep(document_from((typed,), request.form).get("document") or {})
        except Problem as problem:
            faults = [fault | {"field": "document"} for fault in faults_of(problem)]
            return self._form(request, request.form.get("document") or "", action=action, faults=faults, status=problem.status)
        except (TypeError, ValueError, AttributeError):
            faults = [{"field": "document", "detail": "document: must be a JSON object; correct it"}]
            return self._form(request, request.form.get("document") or "", action=action, faults=faults, status=422)
        return self.frame.done("/providers")

    def _form(self, request: Request, document: str, *, action: str, faults: list[dict[str, str]], status: int) -> Answer:
        return self.frame.page(request, "provider.html", "/providers", status=status, document=document, action=action,
                               faults=faults)


def _pretty(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
