"""What an application is given to work with; the only thing a house's factory takes beside its own settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from doublure.addresses import AddressBook
from doublure.clock import Clock
from doublure.journal import Sink
from doublure.mail import Outbox
from doublure.oidc.seams import Seams
from doublure.personas import People
from doublure.randomness import Randomness
from doublure.storage.control import ControlStore
from doublure.storage.interface import Store

__all__ = ["Ports"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything outside an application that it may touch.

    `state` is the folder of signing keys and databases, `config` that of configuration files, `records_url` the database
    of what must last; `people` is called anew each time, since the control API may have changed somebody; `authorities` is a
    file of certificate authorities that the back channel trusts beside the machine's.
    """

    addresses: AddressBook
    store: Store
    control: ControlStore
    clock: Clock
    randomness: Randomness
    sinks: tuple[Sink, ...]
    outbox: Outbox
    state: Path
    config: Path
    people: Callable[[], People]
    seams: Seams
    records_url: str
    authorities: Path | None = None

    @property
    def schemas(self) -> Path:
        """The folder in which the schemas of new databases are kept (`doublure.records.open_records`)."""
        return self.state / "schemas"
