"""The catalogue of scenarios: data that says everything, and an order that names nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from broker.errors import catalogue as refusals
from doublure.armed import Order
from doublure.settings import SettingsError
from simulator.checking import check_configuration
from simulator.lab.catalogue import Catalogue, UnknownScenario

CATALOGUE = Catalogue()


@pytest.mark.parametrize("name", CATALOGUE.scenarios)
def test_every_scenario_can_be_ordered_in_every_form(name: str) -> None:
    scenario = CATALOGUE.scenarios[name]
    assert len(scenario.teaching.split()) > 20, "a sentence or two for whoever wonders why"
    assert scenario.references
    for form in scenario.variants:
        CATALOGUE.check(Order(scenario=name, variant=form))
    assert CATALOGUE.variant(name, None) is next(iter(scenario.variants.values()))


def test_what_a_scenario_expects_of_the_hub_is_what_the_hub_can_say() -> None:
    known = {(refusal.code, refusal.error) for refusal in refusals()}
    told = {(form.expectation["code"], form.expectation["error"]) for scenario in CATALOGUE.scenarios.values()
            if scenario.target == "hub" for form in scenario.variants.values() if "code" in form.expectation}
    assert told <= known


@pytest.mark.parametrize(("order", "word"), [
    (Order(scenario="FED-99"), "'FED-99'"), (Order(scenario="FED-12", variant="early"), "'early' is not one of rejected,"),
])
def test_an_order_for_what_does_not_exist_is_refused_in_a_sentence(order: Order, word: str) -> None:
    with pytest.raises(UnknownScenario, match=word):
        CATALOGUE.check(order)


def test_a_scenario_with_a_wrong_key_says_where(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[FED-90]\ntitel = 'x'\n", "utf-8")
    with pytest.raises(SettingsError, match=r"x\.toml.*FED-90"):
        _ = Catalogue(tmp_path).scenarios


def test_a_scenario_is_written_in_one_word() -> None:
    assert CATALOGUE.written("FED-12/late") == ("FED-12", "late")
    assert CATALOGUE.written("FED-12") == ("FED-12", None)
    for wrong in ("", "FED-99", "FED-12/early", "late"):
        with pytest.raises(UnknownScenario):
            CATALOGUE.written(wrong)


def test_a_person_with_a_scenario_that_does_not_exist_is_found_by_the_check(tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).parents[2] / "config", tmp_path / "config")
    check_configuration(tmp_path / "config")
    with (tmp_path / "config" / "personas.toml").open("a", encoding="utf-8") as file:
        file.write('\n[eve]\nregistry = { scenario = "FED-12/early" }\n')
    with pytest.raises(SettingsError, match=r"personas\.toml, \[eve\].*'early' is not one of"):
        check_configuration(tmp_path / "config")
