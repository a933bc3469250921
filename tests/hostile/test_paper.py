"""The paper says what is played, and every row of these families is played or named with a reason."""

from __future__ import annotations

from tests.architecture.tree import ROOT
from tests.hostile.catalogue import ROWS
from tests.hostile.paper import LAST, LEFT, paper


def test_the_paper_is_current() -> None:
    assert (ROOT / "docs/attacks.md").read_text(encoding="utf-8") == paper(), "make attacks writes it again"


def test_every_row_is_played_or_left_with_a_reason() -> None:
    catalogue = {f"{family}-{number:02}" for family, last in LAST.items() for number in range(1, last + 1)}
    played = [row.id for row in ROWS]
    assert len(played) == len(set(played))
    assert set(played) | set(LEFT) == catalogue
    assert not set(played) & set(LEFT)
    assert all(row.forms for row in ROWS)
