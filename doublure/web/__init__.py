"""What any application answers over HTTP, whichever house it belongs to: headers, cookies, language, pages, errors, health.

`furnish` puts all of it into a Flask application; `adapter.mount` adds a route that is a pure function of a request.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import Flask

from doublure.web.accidents import handle_accidents
from doublure.web.adapter import SLUG
from doublure.web.guard import HostRefused, check_public_origin
from doublure.web.headers import add_security_headers
from doublure.web.health import add_health
from doublure.web.hosts import allow_hosts, hosts_of
from doublure.web.language import add_language_switch
from doublure.web.metrics import add_metrics
from doublure.web.pages import Pages
from doublure.web.reading import MAX_BODY
from doublure.web.sending import SECURE
from doublure.web.statics import add_statics

__all__ = ["HostRefused", "furnish"]


def furnish(
    app: Flask,
    *,
    pages: Pages,
    origins: Collection[str],
    ready: Callable[[], None],
    metrics: bool = False,
    json_paths: Collection[str] = (),
    tells_methods: bool = False,
) -> None:
    """Everything an application needs besides its own routes.

    *origins* are the public and internal addresses it may be called by; *ready* raises when it cannot serve; paths that begin
    with one of *json_paths* get their errors as JSON; *tells_methods* is for `handle_accidents`; *metrics* adds `/metrics`
    (Prometheus text). Raises `HostRefused` for an address under which no simulator may appear (GR-02).
    """
    for origin in origins:
        check_public_origin(origin)
    # The environment variable FLASK_DEBUG must not be able to put a debugger on a page.
    app.debug = False
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    # Otherwise `//name` is answered by a redirect of Werkzeug's own making.
    app.url_map.merge_slashes = False
    app.extensions[SECURE] = any(origin.startswith("https://") for origin in origins)
    app.extensions[SLUG] = pages.slug
    allow_hosts(app, hosts_of(origins))
    if metrics:
        add_metrics(app)
    add_security_headers(app)
    add_health(app, ready)
    add_statics(app)
    add_language_switch(app, pages.slug)
    handle_accidents(app, pages, tuple(json_paths), tells_methods=tells_methods)
