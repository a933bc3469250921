"""A journey told from its records: who sent what to whom, what was checked on arrival, what happened in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.console.cast import Cast

__all__ = ["Step", "Story", "told"]

#: What a receiver has verified by the time it writes that it has received it.
_BELIEVED_AFTER_CHECKS = frozenset({"id_token", "userinfo"})


@dataclass(slots=True)
class Step:
    """One message, or (without `message`) what happened at one place. `at` is in milliseconds since the epoch.

    `content` is what was sent, `arrived` what the receiver wrote when both ends are ours; `checks` are the receiver's.
    """

    at: int
    sender: str
    receiver: str
    message: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    header: Mapping[str, Any] | None = None
    arrived: bool = False
    checks: list[Mapping[str, Any]] = field(default_factory=list)
    events: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def failed(self) -> list[Mapping[str, Any]]:
        """The checks that found something."""
        return [check for check in self.checks if not check["passed"]]

    @property
    def passed(self) -> list[Mapping[str, Any]]:
        """The others."""
        return [check for check in self.checks if check["passed"]]

    @property
    def is_token(self) -> bool:
        """Whether it is a token, or claims that may be signed."""
        return self.message in _BELIEVED_AFTER_CHECKS or self.message == "logout_token"


@dataclass(frozen=True, slots=True)
class Story:
    """The steps in order, and who takes part, from the relying party over the hub to whoever it asks."""

    trace_id: str
    parties: tuple[str, ...]
    steps: tuple[Step, ...]

    def lane(self, party: str) -> int:
        """The place of *party* in the picture, from 1."""
        return self.parties.index(party) + 1


def told(flow: Mapping[str, Any], cast: Cast) -> Story:
    """The story of a *flow* with its records."""
    teller = _Teller(cast.of(flow["records"]))
    for record in flow["records"]:
        teller.take(record)
    steps = tuple(teller.steps)
    return Story(flow["trace_id"], cast.ordered(_taking_part(steps)), steps)


class _Teller:
    """Joins the two ends of each message, and puts checks where they belong."""

    def __init__(self, cast: Cast) -> None:
        self.steps: list[Step] = []
        self._cast = cast
        self._latest: dict[str, Step] = {}
        self._since: dict[str, list[Mapping[str, Any]]] = {}

    def take(self, record: Mapping[str, Any]) -> None:
        house, event = self._cast.who(record["house"]), record["event"]
        match event["kind"]:
            case "message":
                self._message(house, record["at"], event)
            case "check":
                self._place(house, record["at"]).checks.append(event)
                self._since.setdefault(house, []).append(event)
            case _:
                self._place(house, record["at"]).events.append(event)

    def _message(self, house: str, at: int, event: Mapping[str, Any]) -> None:
        peer = self._cast.peer_of(house, event["peer"])
        sender, receiver = (house, peer) if event["direction"] == "sent" else (peer, house)
        step = self._half(event["message"], sender, receiver) if event["direction"] == "received" else None
        if step is None:
            step = Step(at, sender, receiver, event["message"], event["content"], event.get("header"))
            self.steps.append(step)
        step.arrived = step.arrived or event["direction"] == "received"
        if event["direction"] == "received" and event["message"] in _BELIEVED_AFTER_CHECKS:
            self._move_checks(house, step)
        self._latest[house] = step
        self._since[house] = []
        if event["direction"] == "sent":
            # Who writes nothing of its own about the arrival is told here to be at it.
            self._latest[receiver] = step

    def _half(self, message: str, sender: str, receiver: str) -> Step | None:
        """The message as its sender wrote it, if its arrival was not told yet."""
        return next((step for step in reversed(self.steps) if not step.arrived
                     and (step.message, step.sender, step.receiver) == (message, sender, receiver)), None)

    def _move_checks(self, house: str, step: Step) -> None:
        checks, before = self._since.get(house, []), self._latest.get(house)
        if before is not None and before is not step:
            before.checks = [check for check in before.checks if not any(check is moved for moved in checks)]
            step.checks.extend(checks)

    def _place(self, house: str, at: int) -> Step:
        """The step at which *house* is."""
        step = self._latest.get(house)
        if step is None:
            step = self._latest[house] = Step(at, house, house)
            self.steps.append(step)
        return step


def _taking_part(steps: Iterable[Step]) -> Sequence[str]:
    return list(dict.fromkeys(name for step in steps for name in (step.sender, step.receiver)))
