"""Both roads at once: whatever the lane answers is answered by Flask's road too, and both must agree octet by octet.

The station runs once. Its answer then goes down Flask's road, and the request that the station was given is read again there.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from doublure.web import adapter, lane
from doublure.web.metrics import Meter


class Roads:
    """What was compared, and where the two differed."""

    def __init__(self) -> None:
        self.compared = 0
        self.differences: list[str] = []
        self.here = threading.local()

    def differ(self, environ: dict[str, Any], what: str, one: object, other: object) -> None:
        if one != other:
            asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            self.differences.append(f"{asked}: {what}\n  lane {one!r}\n  road {other!r}")


@contextmanager
def both_roads() -> Iterator[Roads]:
    """While this lasts, every request that a lane answers in this process is compared."""
    roads = Roads()
    here = roads.here
    with pytest.MonkeyPatch.context() as patch:
        drive, read, lines, send, count = (
            lane._Lane.__call__, lane.incoming, lane._Lane._lines, adapter.to_response, Meter.count,
        )

        def reading(*given: Any) -> Any:
            here.request = read(*given)
            return here.request

        def lining(self: Any, answer: Any) -> Any:
            here.answer = answer
            return lines(self, answer)

        def sending(app: Any, answer: Any) -> Any:
            if getattr(here, "twin", False):
                here.read_again = adapter.read_request()
            return send(app, answer)

        def counting(self: Meter, *given: Any) -> None:
            if not getattr(here, "twin", False):
                count(self, *given)

        def driving(self: Any, environ: dict[str, Any], start: Any) -> Any:
            if getattr(here, "twin", False):
                return drive(self, environ, start)
            here.request = here.answer = here.read_again = None
            as_it_came = dict(environ)
            told: list[Any] = []

            def starting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
                told[:] = [status, headers]
                return start(status, headers, *rest)

            body = drive(self, environ, starting)
            if here.answer is None or adapter.BEGUN in environ:
                return body
            content = b"".join(body)
            twin(self, as_it_came, environ, told, content)
            return [content]

        def twin(self: Any, as_it_came: dict[str, Any], environ: dict[str, Any], told: list[Any], content: bytes) -> None:
            request, answer = here.request, here.answer
            if isinstance(environ.get("wsgi.input"), io.BytesIO):
                environ["wsgi.input"].seek(0)
                as_it_came["wsgi.input"] = environ["wsgi.input"]
            as_it_came[adapter.BEGUN] = answer
            said: list[Any] = []
            here.twin = True
            try:
                other = b"".join(self._road(as_it_came, lambda status, headers, *rest: said.extend((status, headers))))
            finally:
                here.twin = False
            roads.compared += 1
            roads.differ(environ, "status", told[0], said[0])
            roads.differ(environ, "headers", _timeless(told[1]), _timeless(said[1]))
            roads.differ(environ, "body", content, other)
            roads.differ(environ, "request", request, here.read_again)

        patch.setattr(lane._Lane, "__call__", driving)
        patch.setattr(lane, "incoming", reading)
        patch.setattr(lane._Lane, "_lines", lining)
        patch.setattr(adapter, "to_response", sending)
        patch.setattr(Meter, "count", counting)
        yield roads


def _timeless(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """*lines* without the moment at which a cookie ends: a second may pass between the two roads."""
    return [(name, re.sub(r"Expires=[^;]+", "Expires=…", value)) for name, value in lines]
