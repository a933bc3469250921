"""The request that begins a logout, examined (contract §1.7)."""

from __future__ import annotations

from broker.leaving import Leaving
from broker.ports import Ports
from doublure.correlation import new_thread
from doublure.exchange import Request
from doublure.oidc.provider import logout
from doublure.oidc.provider.table import completed, examine

__all__ = ["leaving_from"]


def leaving_from(ports: Ports, request: Request) -> Leaving:
    """The logout that *request* asks for. Raises the refusal of the first rule it breaks."""
    question = logout.ask(ports.provider, request)
    client_id = question.client.client_id if question.client else ""
    thread = new_thread(ports.randomness)
    examine(completed(ports.tables.logout, logout.PLAIN_LOGOUT_ROWS), question, ports.trail(thread, client_id))
    asked = question.asked
    return Leaving(client_id=client_id, return_to=asked.post_logout_redirect_uri, state=asked.state, thread=thread)
