"""Counts and durations of requests by route, as Prometheus text; each application has a registry of its own."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

__all__ = ["add_metrics"]

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def add_metrics(app: Flask) -> None:
    """`GET /metrics`. Labels are the route's pattern, the method and the status: never a value of the request.

    Durations are the machine's own, whatever the simulated clock says: what is measured is this program.
    """
    registry = CollectorRegistry()
    requests = Counter("http_requests_total", "Requests answered", ("method", "route", "status"), registry=registry)
    seconds = Histogram("http_request_duration_seconds", "Time to answer", ("route",), registry=registry)

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        # Any word is a method on the wire; as labels they would grow without end.
        method = request.method if request.method in _METHODS else "other"
        requests.labels(method, route, str(response.status_code)).inc()
        if (started := g.get("started")) is not None:
            seconds.labels(route).observe(time.perf_counter() - started)
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
