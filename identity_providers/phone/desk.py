"""Where requests to phones are kept: whoever sends, shows or answers one goes through here, in whichever process.

A request is written once; that it was shown, that it ended and which one is the newest stand beside it, so that nobody who writes
one of these can undo another. Who ends it is decided by the store's `once`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from pydantic import TypeAdapter

from doublure.clock import Clock
from doublure.journal import Journal
from doublure.randomness import Randomness
from doublure.storage.interface import Get, Key, Result, Store
from doublure.storage.shelf import Shelf
from identity_providers.phone.device import Device, Devices
from identity_providers.phone.requests import Ask, Outcome, PhoneRequest, Reason, Seen, State, arrived, state_of
from identity_providers.phone.settings import TelephoneSettings

__all__ = ["Desk"]

#: How long a request can be looked at after it was sent, and how many of one phone.
_KEPT_S = 3600
_MOST = 10
#: Made once: making one costs milliseconds.
_REQUEST, _OUTCOME, _LOG = TypeAdapter(PhoneRequest), TypeAdapter(Outcome), TypeAdapter(tuple[str, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The requests of every phone."""

    store: Store
    clock: Clock
    randomness: Randomness
    settings: TelephoneSettings
    journal: Journal

    @property
    def devices(self) -> Devices:
        """How each phone behaves."""
        return Devices(self.store, self.clock, self.settings)

    def matching(self) -> str:
        """A number of two digits, for the login page and the phone to show both."""
        return str(10 + int.from_bytes(self.randomness.octets(4)) % 90)

    def identifier(self, ask: Ask) -> str:
        """An unguessable name for something minted for *ask*."""
        return ask.tag + self.randomness.token(43 - len(ask.tag))

    def send(self, ask: Ask, number: str, *, request_id: str | None = None, matching: str | None = None) -> PhoneRequest:
        """Ask the phone *number*; what it was asked before has ended."""
        now, device = self.clock.now(), self.devices.of(number)
        request = self._made(ask, number, device, request_id or self.identifier(ask), matching or self.matching(), now)
        log = self._log.get(number) or ()
        self._settle(number, log)
        writing = [self._requests.putting(request.id, request, now + _KEPT_S),
                   self._log.putting(number, (request.id, *log)[:_MOST], now + _KEPT_S)]
        if self.devices.is_blocked(number):
            self.store.once(Key("phone-decision", request.id), now + _KEPT_S)
            blocked = Outcome(state=State.BLOCKED, at=now, reason=Reason.WRONG_CODES)
            writing.append(self._outcomes.putting(request.id, blocked, now + _KEPT_S))
        self.store.batch(*writing)
        _note(self.journal, request, "PHONE_REQUEST_SENT", speed=device.speed)
        return request

    def look(self, number: str, request_id: str) -> Seen | None:
        """A request of the phone *number* as it stands, or `None` when there is none."""
        log, *results = self.store.batch(self._log.getting(number), *self._getting(request_id))
        return self._seen(number, self._log.read(log) or (), results)

    def all(self, number: str) -> tuple[Seen, ...]:
        """The last requests of the phone *number*, newest first."""
        log = self._log.get(number) or ()
        results = self.store.batch(*(operation for each in log for operation in self._getting(each)))
        seen = (self._seen(number, log, results[place:place + 3]) for place in range(0, len(results), 3))
        return tuple(each for each in seen if each is not None)

    def show(self, number: str) -> Seen | None:
        """What the phone *number* shows: its newest request once that has arrived. From then on it counts as shown."""
        seen = next(iter(self.all(number)), None)
        if seen is None or not arrived(seen.request, self.clock.now()):
            return None
        if seen.state is not State.CREATED:
            return seen
        if self.store.once(_shown(seen.request.id), self.clock.now() + _KEPT_S):
            _note(self.journal, seen.request, "PHONE_REQUEST_SHOWN")
        return self.look(number, seen.request.id)

    def end(self, request: PhoneRequest, state: State, reason: Reason = Reason.NONE) -> bool:
        """End *request*; whether this call did it and not another one before."""
        until = self.clock.now() + _KEPT_S
        if not self.store.once(Key("phone-decision", request.id), until):
            return False
        self._outcomes.put(request.id, Outcome(state=state, at=self.clock.now(), reason=reason), until)
        _note(self.journal, request, f"PHONE_REQUEST_{state.upper()}", reason=str(reason))
        return True

    @property
    def _requests(self) -> Shelf[PhoneRequest]:
        return Shelf(self.store, "phone-request", PhoneRequest, _KEPT_S, adapter=_REQUEST)

    @property
    def _outcomes(self) -> Shelf[Outcome]:
        return Shelf(self.store, "phone-outcome", Outcome, _KEPT_S, adapter=_OUTCOME)

    @property
    def _log(self) -> Shelf[tuple[str, ...]]:
        return Shelf(self.store, "phone-log", tuple[str, ...], _KEPT_S, adapter=_LOG)

    def _settle(self, number: str, log: tuple[str, ...]) -> None:
        # What a phone has answered by itself stays answered when the next request comes.
        seen = self.look(number, log[0]) if log else None
        if seen is not None and seen.request.answer and seen.state in {State.ACCEPTED, State.REFUSED}:
            self.end(seen.request, seen.state, seen.reason)

    def _made(self, ask: Ask, number: str, device: Device, request_id: str, matching: str, now: int) -> PhoneRequest:
        arrives_at, answers_at = device.times(now)
        return PhoneRequest(
            **{field.name: getattr(ask, field.name) for field in fields(Ask)}, id=request_id, number=number, matching=matching,
            created_at=now, expires_at=now + self.settings.request_lifetime, arrives_at=arrives_at, answers_at=answers_at,
            answer=None if device.answers == "by hand" else device.answers,
        )

    def _getting(self, request_id: str) -> tuple[Get, Get, Get]:
        return self._requests.getting(request_id), self._outcomes.getting(request_id), Get(_shown(request_id))

    def _seen(self, number: str, log: tuple[str, ...], results: Sequence[Result]) -> Seen | None:
        request = self._requests.read(results[0])
        if request is None or request.number != number:
            return None
        return state_of(request, newest=log[:1] == (request.id,), shown=results[2] is not None,
                        outcome=self._outcomes.read(results[1]), now=self.clock.now())


def _note(journal: Journal, request: PhoneRequest, event: str, **facts: str) -> None:
    # Never the number: numbers of people stay out of the journal.
    journal.trail(request.thread).event(event, idp=request.provider, **facts)


def _shown(request_id: str) -> Key:
    return Key("phone-shown", request_id)
