"""The desk that every process opens on the shared store."""

from __future__ import annotations

from doublure.journal import Journal
from doublure.ports import Ports
from identity_providers.phone.desk import Desk
from identity_providers.phone.settings import TelephoneSettings

__all__ = ["desk_of"]


def desk_of(settings: TelephoneSettings, ports: Ports) -> Desk:
    """The desk over the store of *ports*; what it notes in the journal bears the phone's name, whoever opened it."""
    return Desk(store=ports.store, clock=ports.clock, randomness=ports.randomness, settings=settings,
                journal=Journal("telephone", ports.clock, ports.sinks))
