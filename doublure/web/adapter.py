"""Between Flask and the pure functions: a request becomes a frozen value, an answer becomes a response, exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from doublure.exchange import Answer, Cookie, Parameters, Request
from doublure.web.language import cookie_name, negotiate

__all__ = ["Handler", "mount", "read_request", "to_response"]

Handler = Callable[..., Answer]

#: Largest body that is read, in bytes, and the most parameters: nothing lawful comes near either.
MAX_BODY = 65_536
MAX_PARAMETERS = 200
_FORM = "application/x-www-form-urlencoded"


def mount(app: Flask, rule: str, handler: Handler, methods: Sequence[str] = ("GET",), *, slug: str = "") -> None:
    """Answer *rule* with *handler*, which gets the request and the variables of the path. *slug* names the language cookie."""

    def view(**variables: str) -> Response:
        return to_response(app, handler(read_request(slug), **variables))

    app.add_url_rule(rule, f"{','.join(methods)} {rule}", view, methods=list(methods))


def read_request(slug: str = "") -> Request:
    """The present Flask request as a value. What cannot be read is said in `fault`; nothing is ever raised."""
    query, query_fault = _parameters(request.query_string, "query")
    form, form_fault = _body() if request.method in {"POST", "PUT", "PATCH"} else (Parameters(), None)
    cookies = dict(request.cookies)
    return Request(
        method=request.method,
        path=request.path,
        query=query,
        form=form,
        cookies=cookies,
        headers={name.lower(): value for name, value in request.headers.items()},
        language=negotiate(request.headers.get("Accept-Language"), cookies.get(cookie_name(slug))),
        remote=request.remote_addr or "",
        fault=query_fault or form_fault,
    )


def to_response(app: Flask, answer: Answer) -> Response:
    """*answer* as a Flask response. A control character in a header would split it: such a value is refused by Werkzeug."""
    response = Response(answer.body, answer.status)
    if answer.content_type is None:
        del response.headers["Content-Type"]
    else:
        response.headers["Content-Type"] = answer.content_type
    for name, value in answer.headers:
        response.headers.add(name, value)
    for cookie in answer.cookies:
        _set(app, response, cookie)
    return response


def _set(app: Flask, response: Response, cookie: Cookie) -> None:
    response.set_cookie(
        cookie.name,
        cookie.value,
        max_age=cookie.max_age,
        path=cookie.path,
        secure=bool(app.extensions.get("doublure-secure")),
        httponly=cookie.http_only,
        samesite=cookie.same_site,
    )


def _body() -> tuple[Parameters, str | None]:
    try:
        raw = request.get_data(cache=True, parse_form_data=False)
    except RequestEntityTooLarge:
        return Parameters(), f"body larger than {MAX_BODY} bytes"
    if len(raw) > MAX_BODY:
        return Parameters(), f"body larger than {MAX_BODY} bytes"
    if not raw:
        return Parameters(), None
    if request.mimetype != _FORM:
        return Parameters(), f"content type is not {_FORM}"
    return _parameters(raw, "body")


def _parameters(raw: bytes, where: str) -> tuple[Parameters, str | None]:
    if len(raw) > MAX_BODY:
        return Parameters(), f"{where} larger than {MAX_BODY} bytes"
    if not raw:
        return Parameters(), None
    pieces = [piece for piece in raw.split(b"&") if piece]
    if len(pieces) > MAX_PARAMETERS:
        return Parameters(), f"{where} with more than {MAX_PARAMETERS} parameters"
    pairs = []
    for piece in pieces:
        name, _, value = piece.partition(b"=")
        try:
            pair = (_text(name), _text(value))
        except UnicodeDecodeError:
            return Parameters(), f"{where} is not UTF-8"
        if "\x00" in pair[0] or "\x00" in pair[1]:
            return Parameters(), f"{where} contains a NUL"
        pairs.append(pair)
    return Parameters(tuple(pairs)), None


def _text(raw: bytes) -> str:
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
