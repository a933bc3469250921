"""What a process says about itself: one line for each accident, on the error output, never a word about a person.

structlog is imported with the first line: a start that goes well does not wait for it.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["Log"]


class Log:
    """A line's author; *bound* is said on each of its lines."""

    def __init__(self, **bound: str) -> None:
        self._bound = bound

    def warning(self, event: str, **facts: Any) -> None:
        """Something was refused or lost, and everything goes on."""
        self._lines().warning(event, **facts)

    def error(self, event: str, **facts: Any) -> None:
        """Somebody has to look at this."""
        self._lines().error(event, **facts)

    def _lines(self) -> Any:
        import structlog

        if not structlog.is_configured():
            # `time=… level=… event=…`; the standard output belongs to what was asked for.
            structlog.configure(
                processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", key="time"),
                            structlog.processors.LogfmtRenderer(key_order=["time", "level", "event"])],
                logger_factory=structlog.PrintLoggerFactory(sys.stderr),
            )
        return structlog.get_logger(**self._bound)
