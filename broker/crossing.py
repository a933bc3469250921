"""Stations that scripts of another origin may call: those of relying parties that live in a browser (Fetch standard)."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from broker.ports import Ports
from doublure.exchange import Answer, Request
from doublure.web.cors import preflight, readable_by

__all__ = ["Readers", "crossing"]

#: Who may read: nobody, the origins of registered relying parties, or everybody (what is published anyway).
Readers = Literal["nobody", "registered", "everybody"]


def crossing(ports: Ports, request: Request, readers: Readers, methods: tuple[str, ...], answer: Answer | None) -> Answer:
    """*answer* with what the browser must be told; `None` stands for a preflight."""
    origin = _origin(ports, request, readers)
    return preflight(origin, methods) if answer is None else readable_by(origin, answer)


def _origin(ports: Ports, request: Request, readers: Readers) -> str | None:
    given = request.headers.get("origin")
    if readers == "everybody":
        return "*"
    if not given or given == "null":
        return None
    known = (party.allowed_cors_origins or tuple(map(_of, party.redirect_uris)) for party in ports.registry.relying_parties())
    return given if any(given in origins for origins in known) else None


def _of(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}"
