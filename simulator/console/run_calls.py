"""The control API's laboratory: the catalogue, and runs that arm it for themselves alone (conformance §5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from broker.parties import RelyingParty
from doublure.armed import Armed, Order
from doublure.clock import Clock
from doublure.exchange import Answer, json_answer
from doublure.randomness import Randomness
from doublure.runs import Run, Runs
from simulator.console.api import NOTHING
from simulator.console.call import Call, Fault, Problem
from simulator.console.flows import Flows
from simulator.console.parties import Parties
from simulator.console.phone_documents import body
from simulator.console.routes import Route
from simulator.console.run_documents import RunOrder, rule_shown, run_shown, scenario_shown
from simulator.console.verdict_calls import verdicts_of
from simulator.lab.catalogue import Catalogue, UnknownScenario

__all__ = ["RunCalls"]

_NAME_LENGTH = 12
_TOKEN_LENGTH = 43


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCalls:
    """`issuers` are the platforms' origins and issuer paths: a run has its own issuer on each of them."""

    runs: Runs
    armed: Armed
    catalogue: Catalogue
    flows: Flows
    clients: Parties[RelyingParty]
    issuers: Mapping[str, tuple[str, str]]
    clock: Clock
    randomness: Randomness

    def routes(self) -> tuple[Route, ...]:
        """Everything under `/api/scenarios` and `/api/runs`."""
        one, rules = "/api/runs/{run}", "/api/runs/{run}/rules"
        return (
            Route(method="GET", rule="/api/scenarios", handler=self.scenarios, summary="The catalogue", gives="Scenario[]"),
            Route(method="GET", rule="/api/runs", handler=self.all, summary="Every run, oldest first", gives="Run[]"),
            Route(method="POST", rule="/api/runs", handler=self.begin, status=201, takes="RunOrder", gives="Run", refuses=(409,),
                  summary="Begin a run; journeys under its issuers, and of clients registered with its name, belong to it"),
            Route(method="GET", rule=one, handler=self.show, summary="One run", gives="Run"),
            Route(method="DELETE", rule=one, handler=self.end, status=204,
                  summary="End a run: its rules and its clients go with it"),
            Route(method="GET", rule=rules, handler=self.rules, summary="Its armed rules", gives="Rule[]"),
            Route(method="POST", rule=rules, handler=self.arm, status=201, takes="Order", gives="Rule",
                  summary="Arm a scenario, an autopilot (persona@provider) or both for the journeys that match"),
            Route(method="DELETE", rule=rules + "/{id}", handler=self.disarm, summary="Disarm a rule", status=204),
            Route(method="GET", rule=one + "/events", handler=self.events, summary="What its journeys have written, oldest first",
                  gives="Record[]"),
            Route(method="GET", rule=one + "/verdicts", handler=self.verdicts, gives="Verdict[]",
                  summary="What became of each scenario that a journey of the run played"),
        )

    def scenarios(self, call: Call) -> Answer:
        """The catalogue."""
        return json_answer([scenario_shown(name, each) for name, each in self.catalogue.scenarios.items()])

    def all(self, call: Call) -> Answer:
        """Every run."""
        return json_answer([run_shown(run, self._issuers(run)) for run in self.runs.all()])

    def begin(self, call: Call) -> Answer:
        """A new run."""
        asked: RunOrder = body(RunOrder, call)
        name = asked.run or self.randomness.hex(_NAME_LENGTH)
        if self.runs.find(name) is not None:
            detail = "is taken by another run; give another one, or none"
            raise Problem(409, "Already there", f"run: {detail}", faults=(Fault("run", detail),))
        run = Run(run=name, token=self.randomness.token(_TOKEN_LENGTH), made_at=self.clock.now(), autopilot=asked.autopilot)
        self.runs.keep(run)
        return json_answer(run_shown(run, self._issuers(run), with_token=True), 201, ("Location", f"/api/runs/{name}"))

    def show(self, call: Call) -> Answer:
        """One run."""
        run = self._run(call)
        return json_answer(run_shown(run, self._issuers(run)))

    def end(self, call: Call) -> Answer:
        """End it."""
        run = self._run(call)
        for rule in self.armed.rules(run.run):
            self.armed.disarm(rule.id)
        for client in self.clients.all():
            if client.get("run") == run.run:
                self.clients.remove(client["client_id"], client["platform"])
        self.runs.end(run.run)
        return NOTHING

    def rules(self, call: Call) -> Answer:
        """Its rules."""
        return json_answer([rule_shown(rule, self.armed.played(rule)) for rule in self.armed.rules(self._run(call).run)])

    def arm(self, call: Call) -> Answer:
        """Arm a rule."""
        run, order = self._run(call), body(Order, call)
        try:
            self.catalogue.check(order)
        except UnknownScenario as unknown:
            field = "variant" if str(unknown).startswith("variant") else "scenario"
            raise Problem(422, "Invalid fields", f"{field}: {unknown}", faults=(Fault(field, str(unknown)),)) from None
        return json_answer(rule_shown(self.armed.arm(order, run.run), 0), 201)

    def disarm(self, call: Call) -> Answer:
        """Disarm one."""
        run, wanted = self._run(call), call.variables["id"]
        if wanted not in {rule.id for rule in self.armed.rules(run.run)}:
            raise Problem(404, "Not found", f"The run '{run.run}' has no armed rule '{wanted[:64]}'.")
        self.armed.disarm(wanted)
        return NOTHING

    def events(self, call: Call) -> Answer:
        """What happened in it."""
        return json_answer(self.flows.of_run(self._run(call).run))

    def verdicts(self, call: Call) -> Answer:
        """What became of its scenarios."""
        run = self._run(call)
        return json_answer(verdicts_of(self.flows.of_run(run.run), self.armed.rules(run.run), self.catalogue))

    def _run(self, call: Call) -> Run:
        run = self.runs.find(call.variables["run"])
        if run is None:
            raise Problem(404, "Not found", f"There is no run '{call.variables['run'][:64]}'; POST /api/runs begins one.")
        return run

    def _issuers(self, run: Run) -> dict[str, str]:
        return {platform: f"{origin}/runs/{run.run}{path}" for platform, (origin, path) in self.issuers.items()}
