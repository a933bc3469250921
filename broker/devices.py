"""The device cookie: which identities this browser has seen, so that only an unusual connection is notified (contract §6.5).

It holds keyed hashes, never an identity; somebody who reads it learns nothing, somebody who forges it gets one mail too many.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass

from broker.pivot import PivotIdentity
from doublure.exchange import Cookie

__all__ = ["Device", "mark_of"]

#: Identities remembered, and how many a device may know and still be trusted.
REMEMBERED = 3
TRUSTED = 2
#: Ninety days.
MAX_AGE = 7_776_000

_MARK = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Device:
    """What the cookie of one browser says: the marks of the identities it has seen, latest first."""

    marks: tuple[str, ...] = ()

    @classmethod
    def read(cls, cookie: str | None) -> Device | None:
        """The device of *cookie*; `None` for a corrupt one."""
        if not cookie:
            return cls()
        marks = tuple(cookie.split("."))
        return cls(marks) if len(marks) <= REMEMBERED and all(_MARK.fullmatch(mark) for mark in marks) else None

    @property
    def trusted(self) -> bool:
        """Whether few enough people use it."""
        return 0 < len(self.marks) <= TRUSTED

    def knows(self, mark: str) -> bool:
        """Whether the identity behind *mark* has been here."""
        return any(hmac.compare_digest(mark, known) for known in self.marks)

    def remembering(self, mark: str) -> Device:
        """The device once the identity behind *mark* has been here."""
        others = tuple(known for known in self.marks if known != mark)
        return Device((mark, *others)[:REMEMBERED])

    def cookie(self, name: str) -> Cookie:
        """The cookie to set. Strict: it is only ever read on the hub's own form."""
        return Cookie(name=name, value=".".join(self.marks), max_age=MAX_AGE, same_site="Strict")


def mark_of(identity: PivotIdentity, key: str) -> str:
    """The mark of *identity*: HMAC-SHA256 in hexadecimal."""
    message = json.dumps(["device", *identity.facts()], ensure_ascii=False)
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
