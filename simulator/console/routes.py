"""From method and path to the function that answers: the shape of the API, also read by its OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from doublure.exchange import Answer
from doublure.web.reading import MAX_BODY
from simulator.console.call import Call, Problem, problem_answer
from simulator.console.gate import Gate

__all__ = ["Route", "Router", "answer_of", "too_large"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One operation. `query` describes its query parameters, `takes` and `gives` name schemas of the OpenAPI document.

    `media` is the type of what it gives, `also` further statuses of success, `refuses` those of refusals that its shape (rule,
    method, body, query) does not bring along.
    """

    method: str
    rule: str
    handler: Callable[[Call], Answer]
    summary: str
    status: int = 200
    query: tuple[tuple[str, str], ...] = ()
    takes: str | None = None
    gives: str | None = None
    media: str = "application/json"
    also: tuple[int, ...] = ()
    refuses: tuple[int, ...] = ()

    def match(self, path: str) -> dict[str, str] | None:
        """The variables of the rule as *path* gives them, or `None`."""
        literal = re.split(r"\{(\w+)\}", self.rule)
        pattern = "".join(re.escape(part) if place % 2 == 0 else f"(?P<{part}>[^/]+)" for place, part in enumerate(literal))
        found = re.fullmatch(pattern, path)
        return found and found.groupdict()


class Router:
    """Every call passes the gate, then finds its route; every refusal is a problem document."""

    def __init__(self, gate: Gate, routes: Sequence[Route]) -> None:
        self.gate = gate
        self.routes = tuple(routes)

    def answer(self, call: Call) -> Answer:
        """The answer to *call*; never raises `Problem`."""
        try:
            self.gate.check(call.method, call.headers, call.path)
            if len(call.body) > MAX_BODY:
                raise too_large()
            return answer_of(self._find(call), call)
        except Problem as problem:
            return problem_answer(problem, call.path)

    def _find(self, call: Call) -> tuple[Route, dict[str, str]]:
        found = [(route, variables) for route in self.routes if (variables := route.match(call.path)) is not None]
        wanted = "GET" if call.method == "HEAD" else call.method
        for route, variables in found:
            if route.method == wanted:
                return route, variables
        if not found:
            raise Problem(404, "Not found", f"There is nothing at {call.path}; /api/openapi.json lists what there is.")
        allowed = ", ".join(sorted({route.method for route, _ in found}))
        raise Problem(405, "Method not allowed", f"{call.path} takes {allowed}.", headers=(("Allow", allowed),))


def too_large() -> Problem:
    """The refusal of a body that nobody reads."""
    return Problem(413, "Too large", f"The body is larger than {MAX_BODY} bytes.")


def answer_of(found: tuple[Route, dict[str, str]], call: Call) -> Answer:
    """Let the route's handler answer *call*, and forbid keeping a copy: the documents hold secrets."""
    route, variables = found
    answer = route.handler(replace(call, variables=variables))
    return answer.with_header(("Cache-Control", "no-store"))


