"""What a phone is asked, and the state of it. Pure: state is derived from what was written once, never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from doublure.journal import Thread

__all__ = ["PENDING", "Ask", "Offer", "Outcome", "PhoneRequest", "Reason", "Seen", "Sheet", "State", "arrived", "state_of"]

#: How the phone puts the question: an application with its secret code, the SIM card's own menu with its PIN, or an application
#: that reads an identity document first.
Sheet = Literal["application", "sim", "title"]


class State(StrEnum):
    """The states of a request (domain §3.1)."""

    CREATED = "created"
    SHOWN = "shown"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    BLOCKED = "blocked"


#: States in which the phone may still answer.
PENDING = frozenset({State.CREATED, State.SHOWN})


class Reason(StrEnum):
    """Why a request ended as it did, beyond its state."""

    NONE = ""
    PERSON = "refused by the person"
    TITLE_EXPIRED = "the document has expired"
    CHIP_UNREADABLE = "the chip cannot be read"
    FACE_FAILED = "the face does not match"
    NO_CONSENT = "no consent to the comparison of faces"
    WRONG_CODES = "too many wrong codes"
    WITHDRAWN = "the login was given up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a login asks of a phone: who asks (`provider` is a slug), for which `service`, from which `place`.

    Identifiers of it begin with `tag`, that of the login.
    """

    provider: str
    title: str
    service: str
    place: str
    sheet: Sheet
    thread: Thread
    tag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneRequest(Ask):
    """An `Ask` on its way to *number*. Times in seconds since the epoch.

    `matching` is the number that the login page shows too. `arrives_at` is `None` where the phone never hears of it; a phone that
    answers by itself gives `answer` at `answers_at`.
    """

    id: str
    number: str
    matching: str
    created_at: int
    expires_at: int
    arrives_at: int | None
    answers_at: int | None = None
    answer: Literal["accepts", "refuses"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Ask):
    """An `Ask` that waits for whichever phone takes it up under its short `code`."""

    id: str
    code: str
    matching: str
    expires_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a request ended; written once."""

    state: State
    at: int
    reason: Reason = Reason.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A request as it stands now."""

    request: PhoneRequest
    state: State
    reason: Reason


def arrived(request: PhoneRequest, now: int) -> bool:
    """Whether *request* has reached its phone."""
    return request.arrives_at is not None and now >= request.arrives_at


def state_of(request: PhoneRequest, *, newest: bool, shown: bool, outcome: Outcome | None, now: int) -> Seen:
    """*request* as it stands at *now*.

    One request per phone: whatever is not the *newest* on its number has ended. What ended stays as it ended.
    """
    if outcome is not None:
        return Seen(request=request, state=outcome.state, reason=outcome.reason)
    answers_at = request.answers_at
    if newest and answers_at is not None and answers_at <= min(now, request.expires_at - 1):
        if request.answer == "accepts":
            return Seen(request=request, state=State.ACCEPTED, reason=Reason.NONE)
        return Seen(request=request, state=State.REFUSED, reason=Reason.PERSON)
    if not newest or now >= request.expires_at:
        return Seen(request=request, state=State.EXPIRED, reason=Reason.NONE)
    return Seen(request=request, state=State.SHOWN if shown else State.CREATED, reason=Reason.NONE)
