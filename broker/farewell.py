"""The request that begins a logout, examined; and what a logout ends (contract §1.7; RP-Initiated Logout §2)."""

from __future__ import annotations

from broker.leaving import Leaving
from broker.ports import Ports
from broker.sectors import sub_of
from broker.session import Session
from broker.visit import forgetting
from doublure.exchange import Request
from doublure.journal import Thread
from doublure.oidc.provider import logout
from doublure.oidc.provider.table import completed, examine
from doublure.storage.interface import Operation

__all__ = ["ended", "leaving_from", "proved"]


def leaving_from(ports: Ports, request: Request, thread: Thread) -> Leaving:
    """The logout that *request* asks for, as the journey of *thread*. Raises the refusal of the first rule it breaks."""
    question = logout.ask(ports.provider, request)
    client_id = question.client.client_id if question.client else ""
    examine(completed(ports.tables.logout, logout.PLAIN_LOGOUT_ROWS), question, ports.trail(thread, client_id))
    asked = question.asked
    return Leaving(client_id=client_id, return_to=asked.post_logout_redirect_uri, state=asked.state, thread=thread,
                   sub=question.sub)


def proved(ports: Ports, leaving: Leaving, session: Session | None) -> bool:
    """Whether the hint speaks of the person of *session*: nobody else's wish would end it (RP-Initiated Logout §2).

    Where a hint is required there is nothing to ask, nor where nobody is logged in.
    """
    if ports.platform.logout_hint == "required" or session is None or session.login is None:
        return True
    party = ports.registry.relying_party(leaving.client_id)
    return party is not None and leaving.sub == sub_of(ports.platform, party, session.login.pivot)


def ended(ports: Ports, request: Request, session_id: str | None, session: Session | None) -> None:
    """End the session, what the browser has open beside it, and the grants that were to end with it."""
    operations: list[Operation] = list(forgetting(ports, request))
    if session_id:
        operations.append(ports.shelves.sessions.dropping(session_id))
    operations += [ports.provider.grants.revoking(grant) for grant in (session.grants if session else ())]
    if operations:
        ports.shelves.store.batch(*operations)
