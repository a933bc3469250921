"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Flask, Response

__all__ = ["add_health"]


def add_health(app: Flask, ready: Callable[[], None]) -> None:
    """`GET /healthz`: 200 `ok`. `GET /readyz`: 200, or 503 with the reason as JSON when *ready* raises."""

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok", content_type="text/plain; charset=utf-8")

    @app.get("/readyz")
    def readyz() -> Response:
        try:
            ready()
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is the reason why we are not ready
            reason = {"status": "unavailable", "reason": type(fault).__name__}
            return Response(json.dumps(reason), 503, content_type="application/json")
        return Response(json.dumps({"status": "ready"}), content_type="application/json")

    @app.get("/robots.txt")
    def robots() -> Response:
        return Response("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
