"""What the registry does instead of answering truly, when a scenario of its leg is armed for a journey or stands in a persona."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from doublure.armed import Armed, Carried, Known
from doublure.exchange import Answer
from doublure.journal import Thread
from simulator.lab.catalogue import Catalogue
from simulator.registry.comparison import Verdict

__all__ = ["Scenarios", "disturbed"]

#: The leg of the catalogue that the registry plays.
LEG = "registry"


class Scenarios:
    """Finds what to play: what the hub chose for the journey, a rule that waits for this person, or what her entry says."""

    def __init__(self, catalogue: Catalogue, armed: Armed) -> None:
        self._catalogue = catalogue
        self._armed = armed

    def cast(self, thread: Thread, verdict: Verdict, carried: Carried | None, *, ever: bool) -> Thread:
        """*thread* with its scenario, now that it is known whose entries are near; a scenario found before stays.

        Raises `UnknownScenario` for an entry that names none; whoever takes people in checks that before.
        """
        thread = carried.thread if carried else thread
        if thread.scenario is not None:
            return thread
        if ever:
            mine = {name for name, scenario in self._catalogue.scenarios.items() if scenario.leg == LEG}
            known = carried.known if carried else Known()
            for persona in sorted({likeness.entry.persona for likeness in verdict.candidates}):
                if rule := self._armed.find(replace(known, persona=persona), among=mine):
                    return rule.on(thread)
        inscribed = next((likeness.entry.scenario for likeness in verdict.candidates if likeness.entry.scenario), None)
        if inscribed is None:
            return thread
        scenario, variant = self._catalogue.written(inscribed)
        return replace(thread, scenario=scenario, variant=variant)

    def mutation(self, thread: Thread) -> Mapping[str, Any]:
        """What to do instead of the truth; empty where nothing is to be played here."""
        found = self._catalogue.scenarios.get(thread.scenario) if thread.scenario is not None else None
        return found.variant(thread.variant).mutation if found is not None and found.leg == LEG else {}


def disturbed(answer: Answer, mutation: Mapping[str, Any], pause: Callable[[float], object]) -> Answer:
    """*answer* after *mutation*; *pause* waits that many seconds."""
    if "delay_s" in mutation:
        pause(float(mutation["delay_s"]))
    if "status" in mutation:
        return Answer(status=int(mutation["status"]), body=b"unavailable", content_type="text/plain; charset=utf-8")
    if "body" in mutation:
        return Answer(body=str(mutation["body"]).encode(), content_type=str(mutation.get("media", "application/xml")))
    if mutation.get("disconnect"):
        # More is announced than will come: the server then ends the connection.
        return answer.with_header(("Content-Length", str(len(answer.body) + 1)))
    return answer
