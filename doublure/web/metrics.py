"""Counts and durations of requests by route, as Prometheus text; each application has a registry of its own."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

__all__ = ["METER", "STARTED", "Meter", "add_metrics"]

#: Where the meter is among an application's extensions, and where the lane leaves the time at which a request began.
METER = "doublure-meter"
STARTED = "doublure.started"

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Meter:
    """The counters of one application. Labels are the route's pattern, the method and the status: never what was asked."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "http_requests_total", "Requests answered", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram("http_request_duration_seconds", "Time to answer", ("route",), registry=self._registry)
        # The library looks its labelled children up under a lock of its own, each time from the texts.
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, method: str, route: str, status: int, started: float | None) -> None:
        """One answer; *started* on the machine's performance counter, in seconds."""
        # Any word is a method on the wire; as labels they would grow without end.
        key = method if method in _METHODS else "other", route, status
        found = self._counted.get(key)
        if found is None:
            found = self._counted[key] = self._requests.labels(key[0], route, str(status)), self._seconds.labels(route)
        requests, seconds = found
        requests.inc()
        if started is not None:
            seconds.observe(time.perf_counter() - started)

    def text(self) -> bytes:
        """Everything counted so far, for Prometheus."""
        return generate_latest(self._registry)


def add_metrics(app: Flask) -> None:
    """`GET /metrics`.

    Durations are the machine's own, whatever the simulated clock says: what is measured is this program.
    """
    meter = app.extensions[METER] = Meter()

    @app.before_request
    def start() -> None:
        g.started = request.environ.get(STARTED) or time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        meter.count(request.method, route, response.status_code, g.get("started"))
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(meter.text(), content_type=CONTENT_TYPE_LATEST)
