"""The control API's calls about signing keys: which an issuer has, and the steps of their rotation (Core §10.1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from broker.settings import BrokerSettings
from doublure.addresses import AddressBook
from doublure.clock import Clock
from doublure.exchange import Answer, json_answer
from doublure.oidc.key_steps import TakenStep, add_step, reported, steps_taken
from doublure.oidc.rotating_keys import PAUSE_MS
from doublure.oidc.rotation import Step, objection
from doublure.oidc.wire import Wire, WireError
from doublure.randomness import Randomness
from doublure.storage.control import ControlStore
from simulator.console.call import Call, Fault, Problem, document_of, invalid
from simulator.console.routes import Route

__all__ = ["KeyCalls", "KeyStep", "issuers_of"]


class KeyStep(BaseModel):
    """What `POST /api/keys/rotate` takes."""

    model_config = ConfigDict(extra="forbid")

    issuer: str
    step: Step


def issuers_of(settings: BrokerSettings, addresses: AddressBook) -> dict[str, str]:
    """The application behind each issuer of ours: the hubs' platforms, and the fakes."""
    hubs = {addresses.public(platform.application) + platform.issuer_path: platform.application
            for platform in settings.platforms.values()}
    return hubs | {addresses.public(each.slug): each.slug for each in settings.identity_providers
                   if each.slug in addresses.applications}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCalls:
    """The keys of *issuers* (application by issuer). A step is written down for every process of an issuer; *wire* asks one."""

    issuers: Mapping[str, str]
    control: ControlStore
    wire: Wire
    clock: Clock
    randomness: Randomness

    def routes(self) -> tuple[Route, ...]:
        """Look at the keys, rotate them."""
        return (
            Route(method="GET", rule="/api/keys", handler=self.show, gives="IssuerKeys[]",
                  summary="The signing keys of every issuer, and whether each is next, signing or previous"),
            Route(method="POST", rule="/api/keys/rotate", handler=self.rotate, takes="KeyStep", gives="IssuerKeys",
                  refuses=(409, 503),
                  summary="One step of a rotation: publish the next keys, use them, retire the previous ones"),
        )

    def show(self, call: Call) -> Answer:
        """Every issuer that answers."""
        return json_answer([self._shown(issuer, keys) for issuer in self.issuers
                            if (keys := self._keys(issuer)) is not None])

    def rotate(self, call: Call) -> Answer:
        """Take a step."""
        asked = _asked(call)
        name = self.issuers.get(asked.issuer)
        if name is None:
            detail = f"is none of ours; there are {', '.join(self.issuers)}"
            raise Problem(422, "Invalid fields", f"issuer: {detail}", faults=(Fault("issuer", detail),))
        keys = self._keys(asked.issuer)
        if keys is None:
            raise Problem(503, "No answer", f"{asked.issuer} does not answer; start it, then take the step.")
        if refused := objection(asked.step, frozenset(key["stage"] for key in keys)):
            raise Problem(409, "Not the next step", f"{asked.issuer}: {refused}.")
        if asked.step is Step.RETIRE:
            self._not_too_early(name)
        add_step(self.control, name, TakenStep(self.randomness.hex(16), asked.step, self.clock.now_ms()))
        outcome = self._keys(asked.issuer)
        if outcome is None or outcome == keys:
            raise Problem(503, "Not taken", f"{asked.issuer} has not taken the step yet, and will once it can: its key file "
                                            "cannot be used, or it has stopped. Its log says more.")
        return json_answer(self._shown(asked.issuer, outcome))

    def _not_too_early(self, name: str) -> None:
        # In one process a step is seen at once. Several see it within a pause: until then one may sign with the previous key.
        used = [step.at for step in steps_taken(self.control, name) if step.step is Step.USE]
        if self.control.shared and used and 0 <= self.clock.now_ms() - used[-1] < 2 * PAUSE_MS:
            raise Problem(409, "Too early", "A worker may still sign with the previous keys; retire them in two seconds.",
                          headers=(("Retry-After", "2"),))

    def _keys(self, issuer: str) -> list[dict[str, str]] | None:
        """What *issuer* has now: whoever publishes its keys takes the steps that are due, and reports."""
        try:
            metadata = self.wire.get(f"{issuer}/.well-known/openid-configuration").json_object() or {}
            self.wire.get(str(metadata.get("jwks_uri")))
        except WireError:
            return None
        return reported(self.control, self.issuers[issuer])

    def _shown(self, issuer: str, keys: list[dict[str, str]]) -> dict[str, Any]:
        return {"issuer": issuer, "application": self.issuers[issuer], "keys": keys}


def _asked(call: Call) -> KeyStep:
    try:
        return KeyStep.model_validate(document_of(call))
    except ValidationError as error:
        raise invalid(error, KeyStep) from None
