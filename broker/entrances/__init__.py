"""What an examined request becomes at the entrance: the first stage of its journey, and whether a session answers for the person.

One file per manner of asking; the platform's column picks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from broker.entrances import franceconnect, openid
from broker.journey import Asked
from broker.ports import Ports
from broker.rules.question import Asking
from broker.session import Session
from doublure.exchange import Request
from doublure.journal import Thread

__all__ = ["Entrance", "entrance_of"]


class Entrance(Protocol):
    """One manner of asking."""

    def asked(self, ports: Ports, asking: Asking, thread: Thread) -> Asked:
        """The first stage of the journey that *asking* begins."""
        ...

    def again(self, ports: Ports, request: Request) -> str | None:
        """Where to send a browser that must come again before it is asked anything, `None` when it need not."""
        ...

    def answered_by(self, ports: Ports, asked: Asked, session: Session, max_age: int | None) -> bool:
        """Whether *session* answers for the person. Raises the refusal of a request that may not be answered otherwise.

        *max_age* in seconds: how long ago she may have proved who she is.
        """
        ...


_ENTRANCES: Mapping[str, Entrance] = {"franceconnect": franceconnect, "plus": franceconnect, "openid": openid}


def entrance_of(ports: Ports) -> Entrance:
    """The entrance of this platform."""
    return _ENTRANCES[ports.platform.column]
