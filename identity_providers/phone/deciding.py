"""What the person answers on the phone, judged the same for its page and for the control API."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from doublure.storage.interface import Key
from identity_providers.phone.desk import Desk
from identity_providers.phone.requests import PENDING, PhoneRequest, Reason, Seen, State, arrived

__all__ = ["FACES", "TITLES", "Face", "Reply", "Title", "Trouble", "accept", "refuse"]

Title = Literal["passport", "residence permit", "expired", "chip unreadable"]
Face = Literal["recognised", "not recognised", "no consent"]

#: What reading the identity document gives, by document; nothing is read, a button says what would have been (domain §3.1).
TITLES: Mapping[Title, Reason] = MappingProxyType({
    "passport": Reason.NONE, "residence permit": Reason.NONE,
    "expired": Reason.TITLE_EXPIRED, "chip unreadable": Reason.CHIP_UNREADABLE,
})
#: What comparing the face gives.
FACES: Mapping[Face, Reason] = MappingProxyType({
    "recognised": Reason.NONE, "not recognised": Reason.FACE_FAILED, "no consent": Reason.NO_CONSENT,
})

_DIGITS = re.compile(r"\d+", re.ASCII)


class Trouble(StrEnum):
    """Why an answer changes nothing, or not what was hoped."""

    UNKNOWN = "there is no such request on this phone"
    OVER = "the request has ended already"
    NOT_ARRIVED = "the request has not reached the phone"
    MALFORMED = "the code does not have its form"
    WRONG_CODE = "the code is wrong"
    BLOCKED = "too many wrong codes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What became of an answer. `left` counts the tries that remain after a wrong code."""

    seen: Seen | None
    trouble: Trouble | None = None
    left: int = 0


def accept(desk: Desk, number: str, request_id: str, *, code: str, title: Title = "passport",
           face: Face = "recognised") -> Reply:
    """The person accepts with *code*, after her *title* was read and her *face* compared where the request wants that."""
    seen = desk.look(number, request_id)
    if (trouble := _closed(desk, seen)) or seen is None:
        return Reply(seen=seen, trouble=trouble)
    wrong = TITLES[title] or FACES[face] if seen.request.sheet == "title" else Reason.NONE
    if wrong:
        desk.end(seen.request, State.REFUSED, wrong)
        return Reply(seen=desk.look(number, request_id))
    expected, typed = _code(desk, seen.request), "".join(code.split())
    if not _DIGITS.fullmatch(typed) or len(typed) != len(expected):
        return Reply(seen=seen, trouble=Trouble.MALFORMED)
    return _judged(desk, seen, right=hmac.compare_digest(typed.encode(), expected.encode()))


def refuse(desk: Desk, number: str, request_id: str) -> Reply:
    """The person refuses."""
    seen = desk.look(number, request_id)
    if (trouble := _closed(desk, seen)) or seen is None:
        return Reply(seen=seen, trouble=trouble)
    done = desk.end(seen.request, State.REFUSED, Reason.PERSON)
    return Reply(seen=desk.look(number, request_id), trouble=None if done else Trouble.OVER)


def _closed(desk: Desk, seen: Seen | None) -> Trouble | None:
    if seen is None:
        return Trouble.UNKNOWN
    if seen.state not in PENDING:
        return Trouble.OVER
    return None if arrived(seen.request, desk.clock.now()) else Trouble.NOT_ARRIVED


def _judged(desk: Desk, seen: Seen, *, right: bool) -> Reply:
    request = seen.request
    # The try is taken before the code counts: simultaneous guesses have no more of them than one after the other.
    left = _tries_left(desk, request)
    if left >= 0 and right:
        done = desk.end(request, State.ACCEPTED)
        return Reply(seen=desk.look(request.number, request.id), trouble=None if done else Trouble.OVER)
    if left > 0:
        return Reply(seen=seen, trouble=Trouble.WRONG_CODE, left=left)
    if desk.end(request, State.BLOCKED, Reason.WRONG_CODES):
        desk.devices.block(request.number)
    return Reply(seen=desk.look(request.number, request.id), trouble=Trouble.BLOCKED)


def _code(desk: Desk, request: PhoneRequest) -> str:
    return desk.settings.pin if request.sheet == "sim" else desk.settings.code


def _tries_left(desk: Desk, request: PhoneRequest) -> int:
    """Take one of the tries that *request* allows; how many remain behind it, -1 when there was none left to take."""
    tries = desk.settings.tries
    places = (Key("phone-try", f"{request.id}:{place}") for place in range(tries))
    taken = next((place for place, key in enumerate(places) if desk.store.once(key, request.expires_at)), tries)
    return tries - taken - 1
