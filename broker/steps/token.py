"""8 of 9: the relying party's server redeems the code (contract §1.5; RFC 6749 §4.1.3, Core §3.1.3)."""

from __future__ import annotations

from broker.ports import Ports
from doublure.exchange import Answer, Request
from doublure.oidc.provider import token

__all__ = ["answer"]


def answer(ports: Ports, request: Request) -> Answer:
    """The token response with exactly five members, or JSON saying which rule failed."""
    return token.answer(ports.provider, request, ports.tables.token)
