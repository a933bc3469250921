"""A small real application with the furniture of `doublure.web`, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app
from werkzeug.wrappers import Request as Incoming

from doublure.exchange import Answer, Request, text_answer
from doublure.web import furnish
from doublure.web.adapter import mount
from doublure.web.pages import Pages

ORIGIN = "http://localhost:4400"
HOST = "localhost:4400"


@dataclass
class Application:
    """The application, what its one echoing route was given, and its pages."""

    app: Flask
    pages: Pages
    seen: list[Request] = field(default_factory=list)

    def call(
        self, path: str = "/echo", method: str = "GET", headers: Mapping[str, str] | None = None, data: bytes | None = None,
        **variables: str,
    ) -> TestResponse:
        """Answer to one request; WSGI *variables* are handed over as they are, as a server would."""
        environ = EnvironBuilder(path=path, method=method, base_url=ORIGIN, headers=dict(headers or {}), data=data).get_environ()
        environ.update(variables)
        body, status, sent = run_wsgi_app(self.app, environ, buffered=True)
        return TestResponse(body, status, sent, Incoming(environ))

    def echoed(self, *args: Any, **kwargs: Any) -> Request:
        """What the route was given for this call."""
        answer = self.call(*args, **kwargs)
        assert answer.status_code == 200, answer.text
        return self.seen[-1]

    def add(self, rule: str, handler: Callable[..., Answer], *methods: str) -> None:
        mount(self.app, rule, handler, methods or ("GET",))


def make_application(
    *, origins: Collection[str] = (ORIGIN,), ready: Callable[[], None] = lambda: None, json_paths: Collection[str] = (),
    metrics: bool = False, pages: Pages | None = None,
) -> Application:
    shown = pages or Pages([], [], "Démonstration", "hub")
    app = Flask("demonstration", static_folder=None, template_folder=None)
    furnish(app, pages=shown, origins=origins, ready=ready, json_paths=json_paths, metrics=metrics)
    application = Application(app, shown)

    def echo(request: Request) -> Answer:
        application.seen.append(request)
        return text_answer(request.fault or "read")

    application.add("/echo", echo, "GET", "POST")
    return application
