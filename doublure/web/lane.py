"""The lane: the routes that a login walks through, answered in front of Flask by the very functions that Flask would call.

Flask's own work on a request (contexts, signals, routing, header objects) costs several times what a station does. The lane takes
a request only when there is nothing in it that the two could read differently: a plain path, a known host, a form as browsers
send it. Everything else, and every answer or accident out of the ordinary, goes down Flask's road. `tests/web/twin.py` sends
what the suite asks of a hub down both and compares what comes back octet by octet.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.http import HTTP_STATUS_CODES

from doublure.exchange import Answer, Parameters
from doublure.web.adapter import BEGUN, MOUNTED, Mounted
from doublure.web.headers import additions
from doublure.web.hosts import HOSTS
from doublure.web.incoming import incoming
from doublure.web.metrics import METER, STARTED, Meter
from doublure.web.reading import FORM, MAX_BODY, read_form
from doublure.web.sending import SECURE, lines_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

__all__ = ["LaneRefused", "open_lane"]

#: A path that routing, decoding and logging all read alike.
_PLAIN = re.compile(r"(?:/[A-Za-z0-9_.~-]+)+")
_RULE = re.compile(r"(?P<before>[^<>]*)<(?P<name>[a-z_]+)>(?P<after>[^<>]*)")
_FORMS = frozenset({FORM, f"{FORM};charset=utf-8", f"{FORM}; charset=utf-8", f"{FORM};charset=UTF-8", f"{FORM}; charset=UTF-8"})
#: Statuses whose answers have headers of their own rules (RFC 9110 §8.6, §15.4.5).
_BODILESS = frozenset({204, 304})
#: What `furnish` runs around every request and the lane does itself. Anything else must not be driven past.
_KNOWN_HOOKS = frozenset({"refuse_foreign_host", "start", "count", "secure"})


class LaneRefused(RuntimeError):  # noqa: N818 - a refusal to start, with a sentence
    """The application does something around its requests that the lane would leave out."""


def open_lane(app: Flask) -> None:
    """Let the routes that *app* has mounted so far be answered in front of it. Raises `LaneRefused`.

    To be called last, by a factory that wants it.
    """
    around = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs)
    for hook in (hook for hooks in around for hook in hooks.get(None, ())):
        if hook.__name__ not in _KNOWN_HOOKS or not hook.__module__.startswith("doublure.web."):
            named = f"{hook.__module__}.{hook.__name__}"
            raise LaneRefused(f"{named} runs around every request: leave the lane out, or teach the lane to do it")
    app.wsgi_app = _Lane(app)  # type: ignore[method-assign]  # Flask's documented place for middleware


class _Lane:
    """WSGI in front of WSGI."""

    def __init__(self, app: Flask) -> None:
        self._road = app.wsgi_app
        self._hosts: frozenset[str] = app.extensions[HOSTS]
        self._meter: Meter | None = app.extensions.get(METER)
        self._secure = bool(app.extensions.get(SECURE))
        self._exact: dict[tuple[str, str], Mounted] = {}
        self._patterns: dict[tuple[str, int], list[tuple[str, str, str, Mounted]]] = {}
        for mounted in app.extensions.get(MOUNTED, ()):
            self._add(mounted)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        path: str = environ.get("PATH_INFO", "")
        found = self._find(environ, path)
        if found is None:
            return self._road(environ, start_response)
        mounted, variables = found
        form, fault = Parameters(), None
        if environ["REQUEST_METHOD"] == "POST":
            length = int(environ["CONTENT_LENGTH"])
            raw = environ["wsgi.input"].read(length)
            # Whoever goes on from here finds the body as if nobody had read it.
            environ["wsgi.input"] = io.BytesIO(raw)
            if len(raw) != length:
                return self._road(environ, start_response)
            form, fault = read_form(raw, FORM, "")
        environ[STARTED] = started
        try:
            answer = mounted.handler(incoming(environ, path, mounted.slug, form, fault), **variables)
            lines = self._lines(answer)
        except Exception as accident:  # noqa: BLE001 - Flask's road knows what to say of it
            environ[BEGUN] = accident
            return self._road(environ, start_response)
        if answer.status in _BODILESS or answer.status not in HTTP_STATUS_CODES:
            environ[BEGUN] = answer
            return self._road(environ, start_response)
        if self._meter is not None:
            self._meter.count(environ["REQUEST_METHOD"], mounted.rule, answer.status, started)
        start_response(f"{answer.status} {HTTP_STATUS_CODES[answer.status].upper()}", lines)
        return [answer.body]

    def _find(self, environ: WSGIEnvironment, path: str) -> tuple[Mounted, dict[str, str]] | None:
        method = environ["REQUEST_METHOD"]
        if environ.get("HTTP_HOST", "").lower() not in self._hosts or environ.get("SCRIPT_NAME") or not _PLAIN.fullmatch(path):
            return None
        if method == "POST" and not self._is_plain_form(environ):
            return None
        mounted = self._exact.get((method, path))
        if mounted is not None:
            return mounted, {}
        for before, name, after, mounted in self._patterns.get((method, path.count("/")), ()):
            middle = path[len(before): len(path) - len(after)]
            if middle and "/" not in middle and path == before + middle + after:
                return mounted, {name: middle}
        return None

    def _is_plain_form(self, environ: WSGIEnvironment) -> bool:
        length = environ.get("CONTENT_LENGTH", "")
        if not (length.isascii() and length.isdecimal() and len(length) < 8) or "HTTP_TRANSFER_ENCODING" in environ:
            return False
        return int(length) <= MAX_BODY and environ.get("CONTENT_TYPE") in _FORMS

    def _lines(self, answer: Answer) -> list[tuple[str, str]]:
        lines = [("Content-Length", str(len(answer.body))), *lines_of(answer, secure=self._secure)]
        present = frozenset([name.lower() for name, _ in lines])
        page = answer.content_type is not None and answer.content_type.startswith("text/html")
        lines += additions(present, page=page)
        if "location" in present:
            return [line for line in lines if line[0] != "Location"] + [line for line in lines if line[0] == "Location"]
        return lines

    def _add(self, mounted: Mounted) -> None:
        for method in {"GET", "POST"} & set(mounted.methods):
            if "<" not in mounted.rule:
                self._exact.setdefault((method, mounted.rule), mounted)
            elif pattern := _RULE.fullmatch(mounted.rule):
                key = method, mounted.rule.count("/")
                self._patterns.setdefault(key, []).append((pattern["before"], pattern["name"], pattern["after"], mounted))

