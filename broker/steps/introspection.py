"""Beside the walk: a relying party asks whether a token of its own is good (RFC 7662)."""

from __future__ import annotations

from broker.ports import Ports
from doublure.exchange import Answer, Request
from doublure.oidc.provider import introspection

__all__ = ["answer"]


def answer(ports: Ports, request: Request) -> Answer:
    """`active` and what the token gives; `false` alone for a token that is over, unknown, or somebody else's."""
    return introspection.answer(ports.provider, request, ports.tables.introspection)
