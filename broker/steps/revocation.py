"""Beside the walk: a relying party ends what it was given (contract §1.9; RFC 7009)."""

from __future__ import annotations

from broker.ports import Ports
from doublure.exchange import Answer, Request
from doublure.oidc.provider import revocation

__all__ = ["answer"]


def answer(ports: Ports, request: Request) -> Answer:
    """200 without body, for an unknown token too; the grant behind a known one gives nothing any more."""
    return revocation.answer(ports.provider, request, ports.tables.revocation)
