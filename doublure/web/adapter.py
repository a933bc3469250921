"""Between Flask and the pure functions: a request becomes a frozen value, a function answers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from doublure.exchange import Answer, Parameters, Request
from doublure.web.language import cookie_name, negotiate
from doublure.web.reading import MAX_BODY, faulty_path, read_cookies, read_form, read_parameters
from doublure.web.sending import to_response

__all__ = ["SLUG", "Handler", "mount", "read_request", "to_response"]

Handler = Callable[..., Answer]

#: Where `furnish` notes the application's slug among its extensions.
SLUG = "doublure-slug"


def mount(app: Flask, rule: str, handler: Handler, methods: Sequence[str] = ("GET",), *, slug: str = "") -> None:
    """Answer *rule* with *handler*, which gets the request and the variables of the path. HEAD comes with GET.

    *slug* names the language cookie; without it, the one that `furnish` was given.
    """

    def view(**variables: str) -> Response:
        return to_response(app, handler(read_request(slug), **variables))

    app.add_url_rule(rule, f"{','.join(methods)} {rule}", view, methods=list(methods))


def read_request(slug: str = "") -> Request:
    """The present Flask request as a value. What cannot be read is said in `fault`; nothing is ever raised."""
    query, query_fault = read_parameters(request.query_string, "query")
    form, form_fault = _body() if request.method in {"POST", "PUT", "PATCH"} else (Parameters(), None)
    cookies, cookie_fault = read_cookies(request.environ.get("HTTP_COOKIE", ""))
    chosen = cookies.get(cookie_name(slug or str(current_app.extensions.get(SLUG, ""))))
    return Request(
        method=request.method,
        path=request.path,
        query=query,
        form=form,
        cookies=cookies,
        headers={name.lower(): value for name, value in request.headers.items()},
        language=negotiate(request.headers.get("Accept-Language"), chosen),
        remote=request.remote_addr or "",
        fault=faulty_path(request.path) or query_fault or form_fault or cookie_fault,
    )


def _body() -> tuple[Parameters, str | None]:
    try:
        raw = request.get_data(cache=True, parse_form_data=False)
    except RequestEntityTooLarge:
        return Parameters(), f"body larger than {MAX_BODY} bytes"
    except BadRequest:
        return Parameters(), "body shorter than announced"
    return read_form(raw, request.mimetype, request.mimetype_params.get("charset", ""))
