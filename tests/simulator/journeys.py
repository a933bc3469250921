"""A journey as the houses write it, without them."""

from __future__ import annotations

from doublure.clock import FixedClock
from doublure.journal import Journal, Sink, Thread

__all__ = ["whole_login"]


def whole_login(clock: FixedClock, sink: Sink, trace: str, client_id: str = "sandbox", run: str | None = None,
                scenario: str | None = None) -> None:
    """What the hub and impots write of a login."""
    thread = Thread(trace=trace, client=client_id, run=run, scenario=scenario)
    hub = Journal("hub", clock, (sink,)).trail(thread, client_id)
    impots = Journal("impots", clock, (sink,)).trail(thread, "doublure-hub")
    hub.message("authorization_request", "received", client_id, {"client_id": client_id, "scope": "openid email"})
    hub.check("client_is_known", "contract §1.2 row 2", passed=True)
    hub.event("IDP_CHOSEN", idp="impots")
    hub.message("authorization_request", "sent", "impots", {"scope": "openid"})
    impots.message("authorization_request", "received", "doublure-hub", {"scope": "openid"})
    impots.event("IDP_LOGIN_ACCEPTED", idp="impots", persona="bruno")
    hub.message("userinfo", "received", "http://localhost:4421", {"sub": "1", "email": "bruno@example.org"})
    hub.event("FC_VERIFIED", idp="impots")
    hub.message("userinfo", "sent", client_id, {"sub": "2", "email": "bruno@example.org"})
