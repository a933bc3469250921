"""What the hub's diagnosis says of journeys, at the time of looking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from broker.diagnosis import Attempts, diagnose
from broker.platforms import Platform
from doublure.clock import Clock, shared_time

__all__ = ["Diagnosing"]

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Diagnosing:
    """`hubs` are the platforms by the name of their application, `clock` the one by which the journal is written."""

    hubs: Mapping[str, Platform]
    clock: Clock

    def among(self, records: Sequence[Record]) -> Callable[[Sequence[Record]], list[dict[str, str | None]]]:
        """What explains one journey's records, where *records* are everybody's."""
        everybody, now = Attempts(records, self.hubs), shared_time(self.clock).now_ms()
        return lambda own: [found.as_dict() for found in diagnose(own, everybody, self.hubs, now)]
