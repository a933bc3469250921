"""History and choices go at stop, and stay where that was asked for (GR-10); the hubs of one run share them."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.launcher import Plan, launch
from tests.dashboard.visitor import Visitor
from tests.stories.federation import CONFIG, Federation

SOME = ("hub", "dashboard", "impots", "registry")


@pytest.mark.parametrize(("keep", "seen"), [(True, 2), (False, 1)])
def test_history_outlives_a_stop_only_when_it_is_to_be_kept(tmp_path: Path, keep: bool, seen: int) -> None:
    counts = []
    for _ in range(2):
        running = launch(Plan(config=CONFIG, state=tmp_path, base_port=0, only=SOME, keep=keep))
        try:
            page = Visitor(Federation(running, tmp_path)).logs_in("impots")
            counts.append(page.text.count('data-testid="event"'))
        finally:
            running.stop()
    assert counts == [1, seen]
    # Stopped, nothing is on its way any more, and without --keep nothing is left.
    assert bool(list(tmp_path.rglob("hub.sqlite3"))) is keep


def test_the_three_hubs_have_one_database(tmp_path: Path) -> None:
    plan = Plan(config=CONFIG, state=tmp_path)
    assert {plan.database(slug) for slug in ("hub", "hub-plus", "hub-openid")} == {"hub"}
    assert plan.databases.count("hub") == 1
    assert plan.database("moncompteformation") == "moncompteformation"


def test_in_containers_every_hub_is_given_the_same_database() -> None:
    compose = (CONFIG.parent / "docker-compose.yml").read_text("utf-8")
    hubs = [block for block in compose.split("\n\n") if "image: doublure-broker" in block]
    assert len(hubs) == 3
    assert all("*records" in block and "postgres: {condition: service_healthy}" in block for block in hubs)
