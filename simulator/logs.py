"""What the process says about itself: one line for each accident, on the error output, never a word about a person."""

from __future__ import annotations

import sys

import structlog

__all__ = ["log_to_stderr"]


def log_to_stderr() -> None:
    """Write log lines as `time=… level=… event=…`; the standard output stays for the announcement."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", key="time"),
                    structlog.processors.LogfmtRenderer(key_order=["time", "level", "event"])],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
