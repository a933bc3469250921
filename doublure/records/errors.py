"""What can go wrong with a database: its address, its answer, its schema."""

from __future__ import annotations

__all__ = ["RecordsError", "RecordsUnavailable", "RecordsUrlRefused", "SchemaError"]


class RecordsError(Exception):
    """Any refusal of a database."""


class RecordsUrlRefused(RecordsError):  # noqa: N818 - it names what happened, like the other refusals
    """The address of the database cannot be used; the text says why and what is possible."""


class RecordsUnavailable(RecordsError):  # noqa: N818 - it names what happened, like the other refusals
    """The database does not answer, or not in time. The text never contains a password."""


class SchemaError(RecordsError):
    """The schema and the program do not belong together; the text says what to do."""
