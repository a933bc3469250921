"""What the scripts of a `versions/` folder import: Alembic's operations. Nothing else does, since this imports Alembic.

A script has `revision`, `down_revision`, `upgrade()`; column types come from `doublure.records.schema`.
"""

from __future__ import annotations

from alembic import op

__all__ = ["op"]
