"""The control API: people, mail and the reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from doublure.birth import age_on
from doublure.census import Census, today
from doublure.clock import Clock
from doublure.exchange import Answer, json_answer
from doublure.mail import captured, captured_letter, forget_mail
from doublure.personas import Persona, document
from doublure.storage.control import ControlStore
from simulator.console.call import Call, Fault, Problem, document_of, invalid
from simulator.lab.catalogue import Catalogue, UnknownScenario

__all__ = ["NOTHING", "Services", "persona_shown"]

#: 204: done, and nothing to say.
NOTHING = Answer(status=204)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the API works on. `reset` puts everything back to the configuration."""

    census: Census
    control: ControlStore
    clock: Clock
    reset: Callable[[], None]

    def list_personas(self, call: Call) -> Answer:
        """Everybody."""
        return json_answer([self._persona(persona) for persona in self.census()])

    def show_persona(self, call: Call) -> Answer:
        """One person."""
        persona = self.census().by_login(call.variables["login"])
        if persona is None:
            raise Problem(404, "Not found", f"Nobody has the login '{call.variables['login']}'.")
        return json_answer(self._persona(persona))

    def put_persona(self, call: Call) -> Answer:
        """Create or replace a person."""
        login, fields = call.variables["login"], document_of(call)
        if fields.get("login", login) != login:
            detail = "differs from the one in the path; leave it out or make them agree"
            raise Problem(422, "Invalid fields", f"login: {detail}", faults=(Fault("login", detail),))
        self._check_scenario(fields)
        known = self.census().by_login(login) is not None
        try:
            persona = self.census.put(login, fields)
        except ValidationError as error:
            raise invalid(error, Persona) from None
        return json_answer(self._persona(persona), 200 if known else 201)

    def _check_scenario(self, fields: dict[str, Any]) -> None:
        registry = fields.get("registry")
        if isinstance(registry, dict) and "scenario" in registry:
            try:
                Catalogue().written(str(registry["scenario"]))
            except UnknownScenario as unknown:
                raise Problem(422, "Invalid fields", f"registry: {unknown}", faults=(Fault("registry", str(unknown)),)) from None

    def list_mail(self, call: Call) -> Answer:
        """Captured letters, newest first."""
        return json_answer(captured(self.control, call.query.get("to")))

    def show_mail(self, call: Call) -> Answer:
        """One captured letter."""
        letter = captured_letter(self.control, call.variables["id"])
        if letter is None:
            raise Problem(404, "Not found", f"No captured letter has the id '{call.variables['id']}'.")
        return json_answer(letter)

    def forget_mail(self, call: Call) -> Answer:
        """Throw all mail away."""
        forget_mail(self.control)
        return NOTHING

    def back_to_configuration(self, call: Call) -> Answer:
        """Everything back to the configuration."""
        self.reset()
        return NOTHING

    def _persona(self, persona: Persona) -> dict[str, Any]:
        return persona_shown(persona, self.clock)


def persona_shown(persona: Persona, clock: Clock) -> dict[str, Any]:
    """*persona* with the fields of the published table, aged today; without a birth date the age is `None`."""
    age = age_on(persona.birthdate, today(clock)) if persona.birthdate else None
    return {**document(persona), "age": age}

