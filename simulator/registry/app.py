"""The civil registry as an application: one question, one answer, and a page that shows what it knows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from doublure.armed import Armed
from doublure.correlation import new_thread, thread_from
from doublure.environment import ports_from
from doublure.exchange import Answer, Request
from doublure.journal import Journal
from doublure.ports import Ports
from doublure.settling import for_a_server
from doublure.web import furnish
from doublure.web.adapter import mount
from doublure.web.pages import Pages
from simulator.lab.catalogue import Catalogue
from simulator.registry.comparison import REJECTED, Verdict, compare
from simulator.registry.documents import document
from simulator.registry.entries import Entries
from simulator.registry.likeness import Near
from simulator.registry.playing import Scenarios, disturbed
from simulator.registry.question import Question, QuestionRefused

__all__ = ["create_app", "from_environment"]

SLUG = "registry"
_HERE = Path(__file__).parent


class Desk:
    """Where questions are answered. *pause* waits some seconds: how an ordered delay passes."""

    def __init__(self, ports: Ports, catalogue: Catalogue, pause: Callable[[float], object]) -> None:
        self._ports = ports
        self._entries = Entries(ports.people)
        self._journal = Journal(SLUG, ports.clock, ports.sinks)
        self._armed = Armed(ports.control, ports.store)
        self._scenarios = Scenarios(catalogue, self._armed)
        self._pause = pause

    def answer(self, request: Request) -> Answer:
        """GET `/recherche` (contract §5.6): the comparison's code and the person it found, or what a scenario makes of it."""
        thread = thread_from(request.headers.get("traceparent")) or new_thread(self._ports.randomness)
        ever, carried = self._armed.behind(thread.trace)
        try:
            verdict, refused = compare(Question.of(request.query), self._entries()), {}
        except QuestionRefused as refusal:
            verdict, refused = Verdict(code=REJECTED), {"refused": str(refusal)}
        thread = self._scenarios.cast(thread, verdict, carried, ever=ever)
        mutation = self._scenarios.mutation(thread)
        instead = {"instead": dict(mutation)} if mutation else {}
        self._journal.trail(thread).event(
            "REGISTRY_COMPARED", code=verdict.code, near=_near(verdict), **refused, **instead)
        code = str(mutation.get("code", verdict.code))
        entry = verdict.entry if code == verdict.code else None
        deceased = entry is not None and (entry.deceased or mutation.get("deceased") is True)
        truth = document(request.headers.get("accept", ""), code, entry, deceased=deceased)
        return disturbed(truth, mutation, self._pause)

    def page(self, pages: Pages, request: Request) -> Answer:
        """GET `/`: the entries, for whoever wonders what to type."""
        return pages.html("home.html", request, entries=self._entries())


def _near(verdict: Verdict) -> list[dict[str, object]]:
    return [{"persona": likeness.entry.persona,
             **{name: near.value for name, near in likeness.traits.items() if near is not Near.SAME}}
            for likeness in verdict.candidates]


def create_app(ports: Ports, catalogue: Catalogue | None = None, pause: Callable[[float], object] = time.sleep) -> Flask:
    """The registry. *catalogue* is the scenarios it may play, all of them by default."""
    app = Flask("simulator.registry", static_folder=None)
    pages = Pages([_HERE / "templates"], [_HERE / "locale"], "Registre d’état civil", SLUG)
    origins = (ports.addresses.public(SLUG), ports.addresses.internal(SLUG))
    furnish(app, pages=pages, origins=origins, ready=ports.store.ping, metrics=True, json_paths=("/recherche",))
    desk = Desk(ports, catalogue or Catalogue(), pause)
    mount(app, "/recherche", desk.answer, slug=SLUG)
    mount(app, "/", lambda request: desk.page(pages, request), slug=SLUG)
    return app


def from_environment() -> Flask:
    """The registry for a production server, with the ports of `doublure.environment`."""
    ports = ports_from(os.environ, SLUG)
    return for_a_server(create_app(ports), ports)
