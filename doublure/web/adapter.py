"""Between Flask and the pure functions: a request becomes a frozen value, a function answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from doublure.exchange import Answer, Parameters, Request
from doublure.web.incoming import incoming
from doublure.web.reading import MAX_BODY, read_form
from doublure.web.sending import to_response

__all__ = ["BEGUN", "MOUNTED", "SLUG", "Handler", "Mounted", "mount", "read_request", "to_response"]

Handler = Callable[..., Answer]

#: Where `furnish` notes the application's slug among its extensions.
SLUG = "doublure-slug"
#: Where `mount` notes, among the application's extensions, what it mounted; and where the lane leaves, in a request's
#: environment, the answer or the exception that it hands over.
MOUNTED = "doublure-mounted"
BEGUN = "doublure.begun"


@dataclass(frozen=True, slots=True)
class Mounted:
    """One route: its rule, who answers, the methods it was given, the slug of its language cookie."""

    rule: str
    handler: Handler
    methods: tuple[str, ...]
    slug: str


def mount(app: Flask, rule: str, handler: Handler, methods: Sequence[str] = ("GET",), *, slug: str = "") -> None:
    """Answer *rule* with *handler*, which gets the request and the variables of the path. HEAD comes with GET.

    *slug* names the language cookie; without it, the one that `furnish` was given.
    """

    def view(**variables: str) -> Response:
        # What the lane has begun is ended here: its handler has answered or failed already, and must not run twice.
        begun = request.environ.get(BEGUN)
        if isinstance(begun, Exception):
            raise begun
        return to_response(app, begun or handler(read_request(slug), **variables))

    app.add_url_rule(rule, f"{','.join(methods)} {rule}", view, methods=list(methods))
    mounted: list[Mounted] = app.extensions.setdefault(MOUNTED, [])
    mounted.append(Mounted(rule, handler, tuple(methods), slug or str(app.extensions.get(SLUG, ""))))


def read_request(slug: str = "") -> Request:
    """The present Flask request as a value. What cannot be read is said in `fault`; nothing is ever raised."""
    form, form_fault = _body() if request.method in {"POST", "PUT", "PATCH"} else (Parameters(), None)
    return incoming(request.environ, request.path, slug or str(current_app.extensions.get(SLUG, "")), form, form_fault)


def _body() -> tuple[Parameters, str | None]:
    try:
        raw = request.get_data(cache=True, parse_form_data=False)
    except RequestEntityTooLarge:
        return Parameters(), f"body larger than {MAX_BODY} bytes"
    except BadRequest:
        return Parameters(), "body shorter than announced"
    return read_form(raw, request.mimetype, request.mimetype_params.get("charset", ""))
