"""Mode `realistic`: what a plugin may say of the login that its service really has. Pure: data, no behaviour of pages or stores.

A plugin with an attribute `realistic` offers the mode; one without offers the founding document's form only. The first page and
the second steps are described here and played by `identity_providers.steps`, the same for every plugin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

__all__ = [
    "MODES", "Approval", "Fault", "MailCode", "Mode", "NewPassword", "Pairing", "Proof", "Realistic", "Step", "realistic_of",
]

Mode = Literal["seed", "realistic"]
MODES: tuple[Mode, ...] = ("seed", "realistic")


@dataclass(frozen=True, slots=True)
class MailCode:
    """A code of six digits goes to the person's mailbox, unless she asked to remember this browser."""


@dataclass(frozen=True, slots=True)
class Approval:
    """The person accepts on her phone: in an application, or in the SIM card's own menu."""

    sheet: Literal["application", "sim"]


@dataclass(frozen=True, slots=True)
class Pairing:
    """No identifier: a phone takes the login up by its code, and its owner accepts there."""


@dataclass(frozen=True, slots=True)
class NewPassword:
    """Whoever came with a temporary password chooses another one first."""


Step = MailCode | Approval | Pairing | NewPassword


class Proof(StrEnum):
    """What the first page has proven."""

    NOTHING = "nothing"
    IDENTIFIER = "identifier"
    PASSWORD = "password"
    TEMPORARY = "temporary password"


@dataclass(frozen=True, slots=True)
class Fault:
    """An identifier in which *pattern* matches the whole, in canonical form, is answered with the French *sentence*.

    It judges the form of what was typed, never whether somebody has it: the sentence betrays nobody.
    """

    pattern: str
    sentence: str

    def __post_init__(self) -> None:
        re.compile(self.pattern)  # a pattern that is none stops the start, not somebody's login


@dataclass(frozen=True, slots=True, kw_only=True)
class Realistic:
    """`label` and `hint` are French, like `Plugin.hint`; the first of `faults` that matches speaks."""

    asks: Literal["identifier and password", "identifier", "nothing"]
    hint: str
    steps: tuple[Step, ...]
    label: str = "Mon identifiant"
    faults: tuple[Fault, ...] = field(default=())

    def fault(self, canonical: str) -> str | None:
        """What is wrong with the form of an identifier, or `None`."""
        return next((fault.sentence for fault in self.faults if re.fullmatch(fault.pattern, canonical, re.DOTALL)), None)


def realistic_of(plugin: object) -> Realistic | None:
    """What *plugin* says of the mode, or `None` when it does not offer it."""
    found = getattr(plugin, "realistic", None)
    return found if isinstance(found, Realistic) else None
