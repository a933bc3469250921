"""Letters, and an outbox from which they never leave: captured mail is read in the console (guard rails GR-01, GR-07)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from markupsafe import escape

from doublure.banner import BANNER
from doublure.clock import Clock
from doublure.storage.control import ControlStore

__all__ = ["BANNER", "CapturedOutbox", "Letter", "Outbox", "captured", "captured_letter", "forget_mail", "marked"]

_TABLE = "mail"
_KEPT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message in its two forms. `application` is the slug of the sender's application; `html` is a fragment."""

    to: str
    subject: str
    text: str
    html: str
    sender: str
    application: str


class Outbox(Protocol):
    """Where an application drops its letters."""

    def send(self, letter: Letter) -> None:
        """Take *letter*."""
        ...


@dataclass(frozen=True, slots=True)
class CapturedOutbox:
    """Keeps letters in the control store, the newest 500 of all applications, each marked as a simulator's."""

    control: ControlStore
    clock: Clock

    def send(self, letter: Letter) -> None:
        """Capture *letter* under the banner."""
        shown = marked(letter)
        kept = sorted(self.control.all(_TABLE))
        at = self.clock.now_ms()
        content = json.dumps(asdict(shown), ensure_ascii=False)
        # Within one millisecond the place tells the order, and two equal letters apart.
        place = sum(old.startswith(f"{at:013d}-") for old in kept)
        digest = hashlib.sha256(content.encode()).hexdigest()
        identifier = f"{at:013d}-{place:03d}-{digest[:12]}"
        record = {"id": identifier, "at": at, **asdict(shown)}
        self.control.set(_TABLE, identifier, json.dumps(record, ensure_ascii=False).encode())
        for old in kept[: max(0, len(kept) + 1 - _KEPT)]:
            self.control.remove(_TABLE, old)


def marked(letter: Letter) -> Letter:
    """*letter* under the banner, in both its forms."""
    return replace(letter, text=f"{BANNER}\n\n{letter.text}",
                   html=f"<p><strong>{escape(BANNER)}</strong></p>\n{letter.html}")


def captured(control: ControlStore, to: str | None = None) -> list[dict[str, Any]]:
    """Captured letters, newest first, to everybody or to one address: `Letter`'s fields, `id`, and `at` in milliseconds."""
    letters = [json.loads(value) for _, value in sorted(control.all(_TABLE).items(), reverse=True)]
    return [letter for letter in letters if to is None or letter["to"].casefold() == to.casefold()]


def captured_letter(control: ControlStore, identifier: str) -> dict[str, Any] | None:
    """One captured letter, or `None`."""
    value = control.get(_TABLE, identifier)
    return None if value is None else json.loads(value)


def forget_mail(control: ControlStore) -> None:
    """Throw every captured letter away."""
    control.clear(_TABLE)
