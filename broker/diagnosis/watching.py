"""A journey under watch: its own messages, and the requests of the same client around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from broker.diagnosis.attempts import Attempt, Attempts, Told
from broker.platforms import Lifetimes

__all__ = ["Watched"]

#: Within so many seconds a new request of the same client is taken for a second try of the same person.
_AGAIN_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One journey at its hub: its `records` there, its request, everybody's `attempts`, and the time in milliseconds."""

    records: Sequence[Told]
    asked: Attempt
    attempts: Attempts
    lifetimes: Lifetimes
    now: int
    found: Mapping[tuple[str, str], Told] = field(init=False)

    def __post_init__(self) -> None:
        found = {(event["message"], event["direction"]): record for record in self.records
                 if (event := record["event"])["kind"] == "message"}
        object.__setattr__(self, "found", found)

    def last(self, message: str, direction: str) -> Told | None:
        """The last such message of the journey."""
        return self.found.get((message, direction))

    def since(self, record: Told) -> int:
        """Seconds since *record*."""
        return int(self.now - record["at"]) // 1000

    def again(self, record: Told, within: int = _AGAIN_S) -> int | None:
        """After how many seconds the same client asked for a login again, in another journey of the same run."""
        waited = self.attempts.after(self.asked, record["at"], within * 1000)
        return None if waited is None else waited // 1000
