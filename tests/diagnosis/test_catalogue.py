"""Each entry of the catalogue: the mistake made against a real hub, the difference named by the control API and the page."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from broker.diagnosis import CATALOGUE
from broker.diagnosis.__main__ import as_markdown
from broker.tables import tables
from tests.diagnosis.mistakes_asking import ASKING, Mistake
from tests.diagnosis.mistakes_server import SERVER
from tests.diagnosis.mistakes_silent import SILENT
from tests.diagnosis.scene import Scene

MISTAKES: dict[str, Mistake] = {**ASKING, **SERVER, **SILENT}


def test_every_entry_has_its_mistake_here() -> None:
    assert sorted(entry.code for entry in CATALOGUE) == sorted(MISTAKES)
    assert len(MISTAKES) >= 40


def test_every_rule_of_every_table_has_an_entry() -> None:
    explained = {rule for entry in CATALOGUE for rule in entry.rules}
    for column in ("franceconnect", "plus", "openid"):
        applied = tables(column)
        assert not [row.name for table in fields(applied) for row in getattr(applied, table.name) if row.name not in explained]


@pytest.mark.parametrize("code", MISTAKES)
def test_the_mistake_is_explained_with_the_exact_difference(scene: Scene, code: str) -> None:
    act, words = MISTAKES[code]
    page = act(scene)
    explained = scene.explained()
    assert code in explained, explained or scene.op.ring.records()[-1]
    found = explained[code]
    for word in words:
        assert word in found["what"], found
    assert found["change"].endswith(".")
    assert found["reference"], "each names the text that rules"
    if page is not None and page.has("error-code"):
        assert found["what"] in " ".join(page.said("diagnosis").split())
        assert found["refusal"] == page.said("error-code")


def test_the_page_of_the_catalogue_is_the_one_generated() -> None:
    root = Path(__file__).parents[2]
    assert (root / "docs/diagnosis.md").read_text("utf-8") == as_markdown(), "run make diagnosis"
