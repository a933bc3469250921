"""The rows that are played, in the order of the catalogue."""

from __future__ import annotations

from tests.hostile import discovery, federating, id_tokens, keys, responses, tokens, userinfo
from tests.hostile.rows import Row

__all__ = ["ROWS"]

ROWS: tuple[Row, ...] = (*id_tokens.ROWS, *userinfo.ROWS, *discovery.ROWS, *keys.ROWS, *responses.ROWS, *tokens.ROWS,
                          *federating.ROWS)
