"""8 of 9: the relying party's server redeems the code (contract §1.5; RFC 6749 §4.1.3, Core §3.1.3)."""

from __future__ import annotations

from broker.ports import Ports
from doublure.exchange import Answer, Request
from doublure.oidc.provider import refresh, token
from doublure.oidc.vocabulary import GrantType

__all__ = ["answer"]


def answer(ports: Ports, request: Request) -> Answer:
    """The token response with exactly five members, six with a refresh token, or JSON saying which rule failed."""
    refreshes = ports.platform.lifetimes.refresh > 0
    if refreshes and request.form.get("grant_type") == GrantType.REFRESH_TOKEN:
        return refresh.answer(ports.provider, request, ports.tables.refresh)
    return token.answer(ports.provider, request, ports.tables.token)
