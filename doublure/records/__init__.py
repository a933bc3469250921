"""Keeping something for ever: accounts, history, registrations. The only importer of SQLAlchemy and Alembic."""
