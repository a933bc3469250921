"""A server's request as a value, whichever road it comes by: through Flask, or past it on the lane."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from doublure.exchange import Parameters, Request
from doublure.web.language import cookie_name, negotiate
from doublure.web.reading import faulty_path, read_cookies, read_parameters

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["incoming"]


def incoming(environ: WSGIEnvironment, path: str, slug: str, form: Parameters, form_fault: str | None) -> Request:
    """The request that a server put into *environ*, as a value; *path* is decoded, *form* already read.

    *slug* names the language cookie. What cannot be read is said in `fault`; nothing is ever raised.
    """
    query, query_fault = read_parameters(environ.get("QUERY_STRING", "").encode("latin-1"), "query")
    cookies, cookie_fault = read_cookies(environ.get("HTTP_COOKIE", ""))
    return Request(
        method=environ["REQUEST_METHOD"],
        path=path,
        query=query,
        form=form,
        cookies=cookies,
        headers=_headers(environ),
        language=negotiate(environ.get("HTTP_ACCEPT_LANGUAGE"), cookies.get(cookie_name(slug))),
        remote=environ.get("REMOTE_ADDR") or "",
        fault=faulty_path(path) or query_fault or form_fault or cookie_fault,
    )


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    found = {name: value for key, value in environ.items() if (name := _name(key)) is not None}
    # A server never makes these two names of its own; what stands under them is not a header.
    for name in ("content-type", "content-length"):
        found.pop(name, None)
        if value := environ.get(name.upper().replace("-", "_")):
            found[name] = value
    return found


@lru_cache(maxsize=512)
def _name(key: str) -> str | None:
    """The header that stands under *key*, if one does."""
    return key[5:].replace("_", "-").lower() if key.startswith("HTTP_") else None
