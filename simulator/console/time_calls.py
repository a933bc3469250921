"""The control API's clock: everybody's time, or that of one run, relying party or journey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from doublure.exchange import Answer, json_answer
from doublure.timetable import Entry, Scope, Timetable
from simulator.console.call import Call, document_of, invalid
from simulator.console.routes import Route

__all__ = ["ClockChange", "TimeCalls", "times_shown"]

_CENTURY = timedelta(days=36_525)
_SCOPES = {"run": "run", "client_id": "client", "trace_id": "trace"}

#: ISO 8601, as text alone: a number would leave its unit to be guessed.
_Duration = Annotated[timedelta, Field(strict=False, ge=-_CENTURY, le=_CENTURY)]


class ClockChange(BaseModel):
    """What `POST /api/clock` takes: one of the first four, and whose time it is (default: everybody's).

    `advance` moves the time, `set` says what time it is, `age` makes what is stored older while the time stays, `reset` goes
    back to the machine's.
    """

    model_config = ConfigDict(extra="forbid")

    advance: _Duration | None = None
    set: AwareDatetime | None = None
    age: Annotated[_Duration, Field(gt=timedelta(0))] | None = None
    reset: Literal[True] | None = None
    run: str | None = Field(None, min_length=1, max_length=64)
    client_id: str | None = Field(None, min_length=1, max_length=128)
    trace_id: str | None = Field(None, pattern=r"^[0-9a-f]{32}$")

    @model_validator(mode="before")
    @classmethod
    def _texts(cls, document: Any) -> Any:
        for name in ("advance", "age", "set"):
            if isinstance(document, dict) and name in document and not isinstance(document[name], str):
                raise ValueError(f"{name} must be text in ISO 8601, such as PT31M or 2026-11-23T09:00:00Z")
        return document

    @model_validator(mode="after")
    def _one(self) -> ClockChange:
        if sum(each is not None for each in (self.advance, self.set, self.age, self.reset)) != 1:
            raise ValueError("give exactly one of advance, set, age and reset")
        if sum(getattr(self, name) is not None for name in _SCOPES) > 1:
            raise ValueError("give at most one of run, client_id and trace_id")
        return self

    @property
    def scope(self) -> Scope:
        """Whose time."""
        for name, kind in _SCOPES.items():
            if (given := getattr(self, name)) is not None:
                return Scope(kind, given)
        return Scope("everybody")


@dataclass(frozen=True, slots=True)
class TimeCalls:
    """`GET` and `POST /api/clock`."""

    timetable: Timetable

    def routes(self) -> tuple[Route, ...]:
        """Look at the time, change it."""
        return (
            Route(method="GET", rule="/api/clock", handler=self.show, summary="Everybody's time, and whose differs",
                  gives="Clock"),
            Route(method="POST", rule="/api/clock", handler=self.change, takes="ClockChange", gives="Clock",
                  summary="Move, set or reset the time of everybody, a run, a client or a journey; or let what is stored get "
                          "older"),
        )

    def show(self, call: Call) -> Answer:
        """What time it is."""
        return json_answer(times_shown(self.timetable))

    def change(self, call: Call) -> Answer:
        """Change it."""
        try:
            asked = ClockChange.model_validate(document_of(call))
        except ValidationError as error:
            raise invalid(error, ClockChange) from None
        apply(self.timetable, asked)
        return json_answer(times_shown(self.timetable))


def apply(timetable: Timetable, asked: ClockChange) -> None:
    """Do what *asked* says."""
    scope = asked.scope
    if asked.advance is not None:
        timetable.advance(scope, int(asked.advance.total_seconds()))
    elif asked.set is not None:
        timetable.set(scope, int(asked.set.timestamp()))
    elif asked.age is not None:
        timetable.age(scope, int(asked.age.total_seconds()))
    else:
        timetable.reset(scope)


def times_shown(timetable: Timetable) -> dict[str, Any]:
    """Everybody's time now, and each scope whose time differs."""
    return {"now": _moment(timetable, timetable.entries().get("everybody/", Entry())),
            "shifted": list(_shifted(timetable))}


def _shifted(timetable: Timetable) -> Iterator[dict[str, Any]]:
    names = {kind: name for name, kind in _SCOPES.items()}
    for key, entry in timetable.entries().items():
        kind, _, name = key.partition("/")
        whose = {} if kind == "everybody" else {names[kind]: name}
        yield {**whose, "scope": kind, "now": _moment(timetable, entry), "offset": entry.offset, "age": entry.age,
               "set": entry.alone}


def _moment(timetable: Timetable, entry: Entry) -> str:
    return datetime.fromtimestamp(timetable.now(entry), UTC).isoformat().replace("+00:00", "Z")
