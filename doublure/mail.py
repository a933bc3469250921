"""Letters, and an outbox from which they never leave: captured mail is read in the console (guard rails GR-01, GR-07)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from markupsafe import escape

from doublure.banner import BANNER
from doublure.clock import Clock
from doublure.storage.control import ControlStore

__all__ = ["BANNER", "KEPT", "MAIL", "CapturedOutbox", "Letter", "Outbox", "captured", "captured_letter", "forget_mail", "marked"]

#: The log of the control store that letters stand in, and how many of them stay there.
MAIL = "mail"
KEPT = 500


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
        """Capture *letter* under the banner: one entry of a log, whatever lies there already."""
        record = {"at": self.clock.now_ms(), **asdict(marked(letter))}
        self.control.append(MAIL, json.dumps(record, ensure_ascii=False).encode(), KEPT)


def marked(letter: Letter) -> Letter:
    """*letter* under the banner, in both its forms."""
    return replace(letter, text=f"{BANNER}\n\n{letter.text}",
                   html=f"<p><strong>{escape(BANNER)}</strong></p>\n{letter.html}")


def captured(control: ControlStore, to: str | None = None) -> list[dict[str, Any]]:
    """Captured letters, newest first, to everybody or to one address: `Letter`'s fields, `id`, and `at` in milliseconds."""
    letters = [{"id": entry, **json.loads(value)} for entry, value in control.tail(MAIL, KEPT)]
    return [letter for letter in letters if to is None or letter["to"].casefold() == to.casefold()]


def captured_letter(control: ControlStore, identifier: str) -> dict[str, Any] | None:
    """One captured letter, or `None`."""
    return next((letter for letter in captured(control) if letter["id"] == identifier), None)


def forget_mail(control: ControlStore) -> None:
    """Throw every captured letter away."""
    control.clear(MAIL)
