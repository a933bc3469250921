"""A login that begins without a number: its page shows a short code, and the phone that takes it up says whose login it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum

from pydantic import TypeAdapter

from doublure.personas import People
from doublure.storage.interface import Key
from doublure.storage.shelf import Shelf
from identity_providers.phone.desk import Desk
from identity_providers.phone.owners import owners
from identity_providers.phone.requests import Ask, Offer, PhoneRequest

__all__ = ["CODE_LENGTH", "Pairing", "Unpaired"]

CODE_LENGTH = 6
#: Thirty-two characters that nobody takes for one another.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_WRONG_CODES, _PAUSE_S = 5, 60
#: Made once: making one costs milliseconds.
_OFFER, _NUMBER = TypeAdapter(Offer), TypeAdapter(str)


class Unpaired(StrEnum):
    """Why a phone does not take a login up."""

    UNKNOWN = "no login waits under this code"
    NO_ACCOUNT = "the owner of this phone has no account there"
    TOO_MANY = "too many codes that were none; wait a minute"


@dataclass(frozen=True, slots=True)
class Pairing:
    """The offers that wait for a phone."""

    desk: Desk

    def offer(self, ask: Ask) -> Offer:
        """Wait under a code of its own for the phone that will answer *ask*."""
        desk = self.desk
        code = "".join(_ALPHABET[octet % 32] for octet in desk.randomness.octets(CODE_LENGTH))
        offer = Offer(**{field.name: getattr(ask, field.name) for field in fields(Ask)}, id=desk.identifier(ask), code=code,
                      matching=desk.matching(), expires_at=desk.clock.now() + desk.settings.request_lifetime)
        self._offers.put(code, offer, offer.expires_at)
        return offer

    def take_up(self, number: str, typed: str, people: People) -> PhoneRequest | Unpaired:
        """The phone *number* takes up the login that waits under *typed*; that code is spent."""
        code = re.sub(r"[\s-]", "", typed).upper()
        if self._guessed_too_often(number):
            return Unpaired.TOO_MANY
        offer = self._offers.get(code)
        if offer is None:
            self._failed(number)
            return Unpaired.UNKNOWN
        if not any(offer.provider in persona.idps for persona in owners(number, people)):
            return Unpaired.NO_ACCOUNT
        if self._offers.take(code) is None:
            return Unpaired.UNKNOWN
        request = self.desk.send(offer, number, request_id=offer.id, matching=offer.matching)
        self._taken.put(offer.id, number)
        return request

    def withdraw(self, code: str) -> None:
        """No phone can take the login up any more."""
        self._offers.drop(code)

    def taken_by(self, offer_id: str) -> str | None:
        """The number of the phone that took up the offer, or `None` as long as none has."""
        return self._taken.get(offer_id)

    @property
    def _offers(self) -> Shelf[Offer]:
        return Shelf(self.desk.store, "phone-offer", Offer, self.desk.settings.request_lifetime, adapter=_OFFER)

    @property
    def _taken(self) -> Shelf[str]:
        return Shelf(self.desk.store, "phone-taken", str, 3600, adapter=_NUMBER)

    def _guessed_too_often(self, number: str) -> bool:
        return self.desk.store.get(_guess(number, _WRONG_CODES - 1)) is not None

    def _failed(self, number: str) -> None:
        until = self.desk.clock.now() + _PAUSE_S
        any(self.desk.store.once(_guess(number, place), until) for place in range(_WRONG_CODES))


def _guess(number: str, place: int) -> Key:
    return Key("phone-guess", f"{number}:{place}")
