"""Scenarios and keys for a person: what may be armed, what is armed, and how signing keys are rotated in steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from doublure.exchange import Answer, Request
from simulator.console.call import Call, Problem
from simulator.console.forms import Field, document_from, faults_of
from simulator.console.frame import Frame, Page
from simulator.console.key_calls import KeyCalls
from simulator.console.run_calls import RunCalls

__all__ = ["LabPages"]

#: What rules armed by hand belong to.
_BY_HAND = "console"
_MATCH = (
    Field("client_id", "Seulement pour ce client"), Field("idp", "Seulement chez ce fournisseur"),
    Field("persona", "Seulement pour cette personne"),
    Field("state", "Seulement pour cette demande", help="Son paramètre state."),
)
_FIELDS = (
    Field("scenario", "Scénario", help="Son identifiant dans la liste, par exemple FED-12."), Field("variant", "Variante"),
    Field("autopilot", "Pilote automatique", help="personne@fournisseur : aucun écran, par exemple bruno@impots."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabPages:
    """The catalogue and the keys, through the calls of the control API."""

    frame: Frame
    runs: RunCalls
    keys: KeyCalls

    def mounted(self) -> Iterator[Page]:
        """The addresses."""
        yield "/scenarios", self.scenarios, ("GET",)
        yield "/scenarios", self.frame.form(self.arm), ("POST",)
        yield "/scenarios/disarm", self.frame.form(self.disarm), ("POST",)
        yield "/keys", self.show_keys, ("GET",)
        yield "/keys", self.frame.form(self.rotate), ("POST",)

    def scenarios(self, request: Request) -> Answer:
        """The catalogue, and what is armed."""
        return self._scenarios(request, {}, [], 200)

    def arm(self, request: Request) -> Answer:
        """Arm a rule for journeys that belong to no run."""
        match = document_from(_MATCH, request.form)
        document = document_from(_FIELDS, request.form) | ({"match": match} if match else {})
        try:
            if self.runs.runs.find(_BY_HAND) is None:
                self.runs.begin(_call("POST", {"run": _BY_HAND}))
            self.runs.arm(_call("POST", document, run=_BY_HAND))
        except Problem as problem:
            typed = {field.name: request.form.get(field.name) or "" for field in (*_FIELDS, *_MATCH)}
            return self._scenarios(request, typed, faults_of(problem), problem.status)
        return self.frame.done("/scenarios")

    def disarm(self, request: Request) -> Answer:
        """Disarm one."""
        self.runs.armed.disarm(request.form.get("rule") or "")
        return self.frame.done("/scenarios")

    def show_keys(self, request: Request) -> Answer:
        """The keys of every issuer, and the step that comes next."""
        return self._keys(request, [], 200)

    def rotate(self, request: Request) -> Answer:
        """One step."""
        asked = {"issuer": request.form.get("issuer") or "", "step": request.form.get("step") or ""}
        try:
            self.keys.rotate(_call("POST", asked))
        except Problem as problem:
            return self._keys(request, faults_of(problem), problem.status)
        return self.frame.done("/keys")

    def _scenarios(self, request: Request, values: dict[str, Any], faults: list[dict[str, str]], status: int) -> Answer:
        armed = [(rule, self.runs.armed.played(rule)) for rule in self.runs.armed.rules()]
        blank = {field.name: "" for field in (*_FIELDS, *_MATCH)}
        return self.frame.page(request, "scenarios.html", "/scenarios", status=status, armed=armed, fields=(*_FIELDS, *_MATCH),
                               scenarios=self.runs.catalogue.scenarios, values=blank | values, faults=faults)

    def _keys(self, request: Request, faults: list[dict[str, str]], status: int) -> Answer:
        issuers = json.loads(self.keys.show(_call("GET")).body)
        shown = [issuer | {"step": _next_step({key["stage"] for key in issuer["keys"]})} for issuer in issuers]
        return self.frame.page(request, "keys.html", "/keys", status=status, issuers=shown, faults=faults)


def _next_step(stages: set[str]) -> str:
    return "use" if "next" in stages else "retire" if "previous" in stages else "publish"


def _call(method: str, document: dict[str, Any] | None = None, **variables: str) -> Call:
    body = b"" if document is None else json.dumps(document).encode()
    return Call(method=method, path="", body=body, variables=variables)
