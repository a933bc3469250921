"""Journeys for a person: the list that follows what happens, and one login as a picture with every check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from doublure.exchange import Answer, Request, text_answer
from simulator.console.exports import as_curl
from simulator.console.flows import Record
from simulator.console.frame import Frame, Page
from simulator.console.teller import Teller

__all__ = ["FlowPages"]

_SHOWN = 100
#: How long a browser waits before it asks again, in milliseconds: each answer ends at once, so that nobody who watches
#: occupies a worker.
_RETRY_MS = 600
_FASTEST_REFRESH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPages:
    """`styles` are the files of a page that stands alone."""

    frame: Frame
    teller: Teller
    styles: tuple[Path, ...]

    def mounted(self) -> Iterator[Page]:
        """The addresses."""
        yield "/flows", self.list, ("GET",)
        yield "/flows/<trace_id>", self.show, ("GET",)
        yield "/live", self.live, ("GET",)

    def list(self, request: Request) -> Answer:
        """Recent journeys."""
        client_id = request.query.get("client_id")
        latest = self.teller.flows.latest()
        found = self.teller.flows.all(client_id=client_id, limit=_SHOWN)
        return self.frame.page(request, "flows.html", "/flows", flows=found, client_id=client_id, latest=latest,
                               refresh=_refresh(request))

    def show(self, request: Request, trace_id: str) -> Answer:
        """One journey."""
        latest, flow = self.teller.flows.latest(), self.teller.flows.one(trace_id)
        if flow is None:
            return self.frame.absent(request)
        told = self._told(flow)
        return self.frame.page(request, "flow.html", "/flows", latest=latest, refresh=_refresh(request), errors="",
                               curl=as_curl(told["story"], self.teller.cast.base), **told)

    def alone(self, request: Request, flow: Record) -> Answer:
        """One journey as a page that needs nothing else."""
        style = Markup("\n".join(path.read_text("utf-8") for path in self.styles))  # noqa: S704 - our own style sheets
        return self.frame.pages.html("flow_alone.html", request, style=style, errors=self.frame.origin, **self._told(flow))

    def live(self, request: Request) -> Answer:
        """Server-sent events (HTML §9.2): one event when something has happened since the last, and the answer is over."""
        latest = self.teller.flows.latest()
        seen = request.headers.get("last-event-id") or request.query.get("after") or ""
        told = f"id: {latest}\ndata: {latest}\n\n" if latest != seen else "\n"
        return text_answer(f"retry: {_RETRY_MS}\n{told}", media="text/event-stream").with_header(("Cache-Control", "no-store"))

    def _told(self, flow: Record) -> dict[str, Any]:
        story = self.teller.story(flow)
        return {"flow": flow, "story": story, "lines": self.teller.lines(story), "written": _written}


def _written(thing: Any) -> str:
    return json.dumps(thing, ensure_ascii=False)


def _refresh(request: Request) -> int | None:
    """After how many seconds a browser without scripts asks again, when its reader wants that."""
    text = request.query.get("refresh") or ""
    return max(_FASTEST_REFRESH, int(text)) if text.isascii() and text.isdecimal() and len(text) < 5 else None
