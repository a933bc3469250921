"""The control API's journeys: as the journal has them, and in the forms that other tools read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from doublure.exchange import Answer, Request, json_answer, text_answer
from doublure.web.language import negotiate
from simulator.console.call import Call, Fault, Problem
from simulator.console.exports import as_har, as_mermaid
from simulator.console.flows import Record
from simulator.console.routes import Route
from simulator.console.teller import Teller

__all__ = ["FlowCalls", "limit_of"]


@dataclass(frozen=True, slots=True)
class FlowCalls:
    """`alone` renders a journey as a page that needs nothing else."""

    teller: Teller
    alone: Callable[[Request, Record], Answer]

    def routes(self) -> tuple[Route, ...]:
        """The list, and each journey in every form."""
        one = "/api/flows/{trace_id}"
        query = (("client_id", "only journeys this client took part in"), ("run", "only journeys of this run"),
                 ("limit", "at most, 1 to 1000; 50"))
        return (
            Route(method="GET", rule="/api/flows", handler=self.list, summary="Recent journeys, newest first", query=query,
                  gives="Flow[]"),
            Route(method="GET", rule=one + ".har", handler=self.har, summary="One journey as HAR 1.2", gives="Har"),
            Route(method="GET", rule=one + ".mmd", handler=self.mermaid, summary="One journey as a Mermaid sequence diagram",
                  media="text/vnd.mermaid"),
            Route(method="GET", rule=one + ".html", handler=self.html, summary="One journey as a page of its own",
                  media="text/html"),
            Route(method="GET", rule=one, handler=self.show, summary="One journey with its checks and messages",
                  gives="FlowInFull"),
        )

    def list(self, call: Call) -> Answer:
        """Recent journeys."""
        query = call.query
        return json_answer(self.teller.flows.all(client_id=query.get("client_id"), run=query.get("run"), limit=limit_of(call)))

    def show(self, call: Call) -> Answer:
        """One journey."""
        return json_answer(self._flow(call))

    def har(self, call: Call) -> Answer:
        """As HAR."""
        story = self.teller.story(self._flow(call))
        return _attached(json_answer(as_har(story, self.teller.cast.base)), f"{story.trace_id}.har")

    def mermaid(self, call: Call) -> Answer:
        """As Mermaid."""
        story = self.teller.story(self._flow(call))
        return _attached(text_answer(as_mermaid(story), media="text/vnd.mermaid"), f"{story.trace_id}.mmd")

    def html(self, call: Call) -> Answer:
        """As a page to keep or to send to somebody."""
        flow = self._flow(call)
        request = Request(path=call.path, language=negotiate(call.headers.get("accept-language")))
        return _attached(self.alone(request, flow), f"{flow['trace_id']}.html")

    def _flow(self, call: Call) -> Record:
        found = self.teller.flows.one(call.variables["trace_id"])
        if found is None:
            raise Problem(404, "Not found", f"No journey has the trace id '{call.variables['trace_id'][:64]}'.")
        return found


def limit_of(call: Call) -> int:
    """How many are wanted. Raises `Problem` 422."""
    text = call.query.get("limit", "50") or ""
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= 1000:
        detail = "must be a whole number from 1 to 1000; correct the value"
        raise Problem(422, "Invalid parameter", f"limit: {detail}", faults=(Fault("limit", detail),))
    return int(text)


def _attached(answer: Answer, name: str) -> Answer:
    return answer.with_header(("Content-Disposition", f'attachment; filename="{name}"'))
