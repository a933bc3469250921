"""Every request is answered in the time of its journey: around each application, whichever house it is.

A request names its journey by what it carries: the `state` of an authorization request, or any identifier minted for the
journey, all of which begin with its tag. Nothing of it is looked at while nobody's time differs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from doublure.clock import FixedClock, Shift, TravellingClock
from doublure.correlation import Correlation, thread_from
from doublure.journal import Thread
from doublure.ports import Ports
from doublure.storage.interface import TAG_LENGTH, tag_of
from doublure.timetable import EVERYBODY, Timetable
from doublure.web.reading import MAX_BODY, read_cookies, read_form, read_parameters

__all__ = ["InItsTime", "in_its_time"]

Wsgi = Callable[..., Iterable[bytes]]

_NOBODY_S = Shift()
_LONG_BEFORE = FixedClock(0)
_CANDIDATE = re.compile(r"[A-Za-z0-9_.~-]{16,512}")
_RUN = re.compile(r"/runs/([A-Za-z0-9-]{1,64})/")
_MOST = 40


def in_its_time(application: Wsgi, ports: Ports, client: str | None = None) -> Wsgi:
    """*application* around which time travels; itself where the clock of *ports* does not.

    *client* is the application's own client_id, for one that is a relying party: all its requests are in its time.
    """
    clock = ports.clock
    if not isinstance(clock, TravellingClock):
        return application
    correlation = Correlation(ports.store.at(_LONG_BEFORE))
    return InItsTime(application, clock, Timetable(ports.control, clock.base), correlation, client)


class InItsTime:
    """WSGI (PEP 3333). *correlation* must find what has expired too: whose it was decides whether it has."""

    def __init__(self, application: Wsgi, clock: TravellingClock, timetable: Timetable, correlation: Correlation,
                 client: str | None = None) -> None:
        self._application = application
        self._clock = clock
        self._timetable = timetable
        self._correlation = correlation
        self._client = client

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer in the right time."""
        with self._clock.showing(self._shift(environ)):
            return self._application(environ, start_response)

    def _shift(self, environ: Mapping[str, Any]) -> Shift:
        entries = self._timetable.entries()
        if not entries:
            return _NOBODY_S
        if entries.keys() == {EVERYBODY.key}:
            return self._timetable.everybody()
        return self._timetable.shift_of(self._thread(environ))

    def _thread(self, environ: Mapping[str, Any]) -> Thread:
        query, _ = read_parameters(str(environ.get("QUERY_STRING", "")).encode("latin-1"), "query")
        form, _ = read_form(_body(environ), str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip(), "")
        parameters = query.as_dict() | form.as_dict()
        found = self._correlation.first(list(dict.fromkeys(_names(environ, parameters)))[:_MOST])
        if found is not None:
            return found
        traced = thread_from(environ.get("HTTP_TRACEPARENT"))
        run = _RUN.match(str(environ.get("PATH_INFO", "")))
        return Thread(trace=traced.trace if traced else "", run=run[1] if run else None,
                      client=self._client or parameters.get("client_id"))


def _names(environ: Mapping[str, Any], parameters: Mapping[str, str]) -> Iterator[str]:
    """What may name a journey: states as they are, everything else by the tag it would begin with."""
    if state := parameters.get("state"):
        yield state
    cookies, _ = read_cookies(str(environ.get("HTTP_COOKIE", "")))
    bearer = str(environ.get("HTTP_AUTHORIZATION", "")).partition(" ")[2]
    # The path before the form, and cookies last: they may belong to an older journey of the same browser.
    for value in (*str(environ.get("PATH_INFO", "")).split("/"), *parameters.values(), bearer, *cookies.values()):
        if len(value) > TAG_LENGTH and _CANDIDATE.fullmatch(value):
            yield tag_of(value)


def _body(environ: Mapping[str, Any]) -> bytes:
    """The body of the request, still there for the application to read."""
    length = str(environ.get("CONTENT_LENGTH", ""))
    if not length.isdecimal() or not 0 < int(length) <= MAX_BODY or not isinstance(environ, dict):
        return b""
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body
