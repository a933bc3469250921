from __future__ import annotations

import gzip
from pathlib import Path

from doublure.personas import People
from service_provider.towns import Town, Towns

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
