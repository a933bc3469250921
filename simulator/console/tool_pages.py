"""The clock, the reset, and a browser that forgets: what a person does between two attempts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from doublure.exchange import Answer, Cookie, Request
from doublure.timetable import Timetable
from simulator.console.call import Problem, invalid
from simulator.console.forms import Field, faults_of
from simulator.console.frame import Frame, Page
from simulator.console.time_calls import ClockChange, apply, times_shown

__all__ = ["ToolPages"]

_SCOPES = {"run": "run", "client_id": "client_id", "trace_id": "trace_id"}
_FIELDS = (
    Field("what", "Que faire", "choice", options=("advance", "set", "age"),
          help="advance : avancer l’heure ; set : dire l’heure ; age : vieillir ce qui est enregistré, sans changer l’heure."),
    Field("value", "Combien, ou quand", required=True,
          help="Une durée ISO 8601 (PT31M, P1D) ou un instant (2026-11-23T09:00:00Z)."),
    Field("whose", "Pour qui", "choice", options=("", "client_id", "run", "trace_id"), help="Vide : pour tout le monde."),
    Field("name", "Lequel", help="L’identifiant du client, de la série ou du parcours."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPages:
    """`reset` puts everything back to the configuration."""

    frame: Frame
    timetable: Timetable
    reset: Callable[[], None]

    def mounted(self) -> Iterator[Page]:
        """The addresses."""
        yield "/clock", self.clock, ("GET",)
        yield "/clock", self.frame.form(self.change_clock), ("POST",)
        yield "/clock/reset", self.frame.form(self.reset_clock), ("POST",)
        yield "/reset", self.before_reset, ("GET",)
        yield "/reset", self.frame.form(self.back_to_configuration), ("POST",)
        yield "/forget", self.frame.form(self.forget_browser), ("POST",)

    def clock(self, request: Request) -> Answer:
        """What time it is, for whom."""
        return self._clock(request, {"what": "advance", "value": "PT31M", "whose": "", "name": ""}, [], 200)

    def change_clock(self, request: Request) -> Answer:
        """Change it."""
        typed = {field.name: (request.form.get(field.name) or "").strip() for field in _FIELDS}
        document = {typed["what"]: typed["value"]} | ({typed["whose"]: typed["name"]} if typed["whose"] else {})
        try:
            apply(self.timetable, ClockChange.model_validate(document))
        except ValidationError as error:
            faults = faults_of(invalid(error, ClockChange))
            named = [fault | {"field": "name" if fault["field"] in _SCOPES else "value"} for fault in faults]
            return self._clock(request, typed, named, 422)
        return self.frame.done("/clock")

    def reset_clock(self, request: Request) -> Answer:
        """Back to the machine's time, for one scope or for all."""
        whose, name = request.form.get("whose") or "", request.form.get("name") or ""
        try:
            apply(self.timetable, ClockChange.model_validate({"reset": True} | ({whose: name} if whose else {})))
        except ValidationError as error:
            raise Problem(422, "Invalid fields", str(invalid(error, ClockChange))) from None
        return self.frame.done("/clock")

    def before_reset(self, request: Request) -> Answer:
        """What a reset does, and its button."""
        return self.frame.page(request, "reset.html", "/reset", done="done" in request.query)

    def back_to_configuration(self, request: Request) -> Answer:
        """Everything back to the configuration."""
        self.reset()
        return self.frame.done("/reset?done=1")

    def forget_browser(self, request: Request) -> Answer:
        """Take every cookie of every application from this browser: cookies ignore ports, so all of them came along."""
        gone = [Cookie(name=name, value="", max_age=0) for name in request.cookies if not name.startswith("console_")]
        return self.frame.done("/?forgotten=1").with_cookie(*gone)

    def _clock(self, request: Request, values: dict[str, str], faults: list[dict[str, str]], status: int) -> Answer:
        return self.frame.page(request, "clock.html", "/clock", status=status, times=times_shown(self.timetable), fields=_FIELDS,
                               values=values, faults=faults)
