"""9 of 9: the relying party's server reads what the granted scopes release (contract §1.6; Core §5.3)."""

from __future__ import annotations

from broker.ports import Ports
from doublure.exchange import Answer, Request
from doublure.oidc.provider import userinfo

__all__ = ["answer"]


def answer(ports: Ports, request: Request) -> Answer:
    """The claims as a signed JWT, or as JSON for a client registered without a signing algorithm."""
    return userinfo.answer(ports.provider, request, ports.tables.userinfo)
