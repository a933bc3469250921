"""What has happened, for whoever watches: every check that ran and every message that passed, under a trace id.

Inspector, audit log, metrics and verdicts all read the same typed events. With no sink, recording returns at once.
Secrets never get here in the clear: whoever records passes values through `masked`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from doublure.clock import Clock, shared_time
from doublure.shortening import shortened
from doublure.thread import Thread

__all__ = ["CheckRan", "Event", "Happened", "Journal", "MessagePassed", "Record", "Sink", "Thread", "Trail", "masked"]

_LONGEST_GIVEN = 500
_MOST_KNOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRan:
    """One rule was examined: which, with what verdict, by which text, what was received and what was expected.

    `given` and `known` are the value at fault and those it was compared with, where both may be shown whole.
    """

    rule: str
    passed: bool
    reference: str
    received: str = ""
    expected: str = ""
    given: str = ""
    known: tuple[str, ...] = ()
    code: str | None = None
    kind: str = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePassed:
    """One protocol message was sent or received: its name (`authorization_request`, `id_token` …), decoded and masked.

    `header` is the JOSE header of a signed one, where the sender knows it. `fingerprints` tell whether a value that must not be
    shown is the one of another message.
    """

    message: str
    direction: str
    peer: str
    content: Mapping[str, Any]
    header: Mapping[str, Any] | None = None
    fingerprints: Mapping[str, str] | None = None
    kind: str = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something a person would call an event, by FranceConnect's name where it has one (`FC_VERIFIED` …)."""

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "event"


Event = CheckRan | MessagePassed | Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An event with where and when it happened. `at` in milliseconds since the epoch."""

    at: int
    house: str
    thread: Thread
    client_id: str | None
    event: Event

    def as_dict(self) -> dict[str, Any]:
        """The record as JSON-ready data."""
        return asdict(self)


class Sink(Protocol):
    """Somewhere records go: memory ring, Redis stream, JSON log."""

    def write(self, record: Record) -> None:
        """Keep *record*. Must not raise: watching never disturbs a login."""
        ...


@dataclass(frozen=True, slots=True)
class Journal:
    """One house's pen: knows the time, the house's name and the sinks."""

    house: str
    clock: Clock
    sinks: Sequence[Sink] = ()

    def trail(self, thread: Thread, client_id: str | None = None) -> Trail:
        """The pen of one journey."""
        return Trail(self, thread, client_id)


@dataclass(frozen=True, slots=True)
class Trail:
    """One journey's line of events in one house."""

    journal: Journal
    thread: Thread
    client_id: str | None = None

    @property
    def watched(self) -> bool:
        """Whether anybody reads: lets a caller skip the preparation of costly content."""
        return bool(self.journal.sinks)

    def check(self, rule: str, reference: str, *, passed: bool, received: str = "", expected: str = "",
              given: str = "", known: Sequence[str] = (), code: str | None = None) -> None:
        """Record that *rule* ran; *reference* names the text it enforces."""
        if self.journal.sinks:
            self._write(CheckRan(rule=rule, passed=passed, reference=reference, received=shortened(received),
                                 expected=shortened(expected), given=given[:_LONGEST_GIVEN], code=code,
                                 known=tuple(value[:_LONGEST_GIVEN] for value in known[:_MOST_KNOWN]) if known else ()))

    def message(self, message: str, direction: str, peer: str, content: Mapping[str, Any],
                header: Mapping[str, Any] | None = None, fingerprints: Mapping[str, str] | None = None) -> None:
        """Record a protocol message; *direction* is `sent` or `received`, *content* is already masked."""
        if self.journal.sinks:
            self._write(MessagePassed(message=message, direction=direction, peer=peer, content=dict(content), header=header,
                                      fingerprints=fingerprints))

    def event(self, name: str, **facts: Any) -> None:
        """Record a named event."""
        if self.journal.sinks:
            self._write(Happened(name=name, facts=facts))

    def _write(self, event: Event) -> None:
        journal = self.journal
        record = Record(at=shared_time(journal.clock).now_ms(), house=journal.house, thread=self.thread, client_id=self.client_id,
                        event=event)
        for sink in journal.sinks:
            sink.write(record)


def masked(value: str | None) -> str:
    """What may be said of a secret, code or token: its length and nothing else."""
    return "absent" if value is None else f"<{len(value)} characters>"
