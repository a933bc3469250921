from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from doublure.personas import People
from service_provider.towns import Town, Towns
from tests.service_provider.conftest import ORIGIN, Site

TABLE = Path(__file__).parents[2] / "service_provider/data/towns.csv.gz"


def test_a_postal_code_gives_its_towns() -> None:
    towns = Towns()
    assert towns.at("75001") == (Town("75001", "75056", "Paris"),)
    assert max(len(towns.at(f"{number:05d}")) for number in range(1000, 99000)) == 46
    assert towns.at("00000") == towns.at("") == ()
    assert str(towns.at("97413")[0]) == "97413 Cilaos"
    assert towns.find("75001", "75056") is not None
    assert towns.find("75001", "69123") is None


def test_the_personas_live_in_towns_that_exist(people: People) -> None:
    codes = {code for line in gzip.decompress(TABLE.read_bytes()).decode().splitlines() for code in [line.split(";")[1]]}
    current = {person.birthplace for person in people if person.birthcountry == "99100"} - {"98513"}
    assert current <= codes


def test_the_table_is_small_and_ordered() -> None:
    assert TABLE.stat().st_size <= 400_000
    lines = gzip.decompress(TABLE.read_bytes()).decode().splitlines()
    assert lines == sorted(lines, key=lambda line: tuple(line.split(";")))
    assert len(lines) > 35_000


@pytest.mark.parametrize(("typed", "offered"), [
    ("5511", "55110 Cunel"), ("55110", "55110 Cunel"), ("55 110", "55110 Cunel"), ("55110 cun", "55110 Cunel"),
    ("cunel", "55110 Cunel"), ("CUNE", "55110 Cunel"), ("saint-denis-lès", "01000 Saint-Denis-lès-Bourg"),
    ("Saint Denis les B", "01000 Saint-Denis-lès-Bourg"),
])
def test_amb_06_towns_are_offered_by_the_beginning_of_code_or_name(site: Site, typed: str, offered: str) -> None:
    answer = site.browser.client.get("/villes", query_string={"debut": typed}, base_url=ORIGIN)
    assert answer.headers["Content-Type"] == "application/json"
    assert offered in answer.json
    assert len(answer.json) <= 50


@pytest.mark.parametrize("typed", ["", "5", "55", "99999", "55110 Paris", "xyzzy", "%%%", "   "])
def test_where_nothing_fits_nothing_is_offered(site: Site, typed: str) -> None:
    assert site.browser.client.get("/villes", query_string={"debut": typed}, base_url=ORIGIN).json == []
