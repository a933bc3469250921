"""What a doctor finds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question; `line` is the line to change or to type, where there is one."""

    subject: str
    fine: bool
    sentence: str
    line: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)
