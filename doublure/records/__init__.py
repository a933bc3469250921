"""Keeping something for ever: accounts, history, registrations. The only importer of SQLAlchemy and Alembic."""

from doublure.records.errors import RecordsError, RecordsUnavailable, RecordsUrlRefused, SchemaError
from doublure.records.opening import Records, open_records

__all__ = ["Records", "RecordsError", "RecordsUnavailable", "RecordsUrlRefused", "SchemaError", "open_records"]
