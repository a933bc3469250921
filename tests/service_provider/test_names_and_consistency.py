from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_provider.rules.consistency import Discrepancy, contradictions
from service_provider.rules.identity import Pivot, pivot_from
from service_provider.rules.names import fold, given_names_agree, is_name
from service_provider.rules.nir import Nir

CAMILLE = {
    "family_name": "SPECIMEN", "given_name": "Camille Léa Inès", "birthdate": "1987-03-14", "gender": "female",
    "birthplace": "55140", "birthcountry": "99100",
}


def person(**changes: str) -> Pivot:
    return Pivot(**{**CAMILLE, **changes})


def differing(number: str, who: Pivot) -> dict[Discrepancy, bool]:
    return {found.fact: found.blocks for found in contradictions(Nir(number), who)}


@pytest.mark.parametrize(("one", "other"), [
    ("ŒILLET-FAÇADE", "oeillet façade"), ("D'ESSAI", "D’Essai"), ("De La Maquette", "DE-LA-MAQUETTE"),
    ("  Anne   Laure ", "ANNE-LAURE"), ("ÆTHER STRAẞE", "aether strasse"), ("Łukasz Ørsted", "LUKASZ ORSTED"),
    ("Mae\u0308l", "Maël"), ("Jean\u2011Loup", "jean loup"),
])
def test_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("LOU", "LOUP"), ("Marie Anne", "Marianne"), ("D'ESSAI", "DESSAI")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("one", "other", "agree"), [
    ("Camille Léa Inès", "CAMILLE", True), ("Camille Inès", "Camille Léa Inès", True), ("Jean-Loup Émile", "Jean Loup", True),
    ("Camille", "Léa Camille", False), ("Marie Anne", "Marie Claire", False), ("Lou", "Loup", False), ("", "", False),
    ("Camille Inès Léa", "Camille Léa Inès", False),
])
def test_given_names_agree_when_the_first_is_equal_and_none_contradicts(one: str, other: str, agree: bool) -> None:
    assert given_names_agree(one, other) is given_names_agree(other, one) is agree


@pytest.mark.parametrize(("text", "good"), [
    ("D'ESSAI DE L’EXEMPLE", True), ("Œillet-Façade", True), ("Ève", True), ("Nguyễn", True), ("Al. Saint", True),
    ("", False), ("--", False), ("R2D2", False), ("<b>", False), ("a@b", False), ("Anne\nLaure", False),
])
def test_a_name_has_letters_and_what_joins_them(text: str, good: bool) -> None:
    assert is_name(text) is good


def test_the_number_of_the_person_contradicts_nothing() -> None:
    assert contradictions(Nir("2870355140901"), person()) == ()


@pytest.mark.parametrize(("number", "changes", "expected"), [
    ("1870355140901", {}, {Discrepancy.GENDER: False}),
    ("1870355140901", {"gender": "unspecified"}, {}),
    ("2880355140901", {}, {Discrepancy.BIRTH_YEAR: True}),
    ("2870455140901", {}, {Discrepancy.BIRTH_MONTH: True}),
    ("2873355140901", {}, {}),                                      # pseudo-month 33 is March
    ("2873455140901", {}, {Discrepancy.BIRTH_MONTH: True}),
    ("2872055140901", {}, {}),                                      # month unknown
    ("2870355140901", {"birthdate": "1987-00-00"}, {}),
    ("2870352004901", {}, {Discrepancy.BIRTHPLACE: False}),
    ("2870399113901", {}, {Discrepancy.BIRTH_ABROAD: True}),
    ("2870355140901", {"birthplace": "", "birthcountry": "99113"}, {Discrepancy.BIRTH_ABROAD: True}),
    ("2870399113901", {"birthplace": "", "birthcountry": "99113"}, {}),
    ("2870399114901", {"birthplace": "", "birthcountry": "99113"}, {Discrepancy.BIRTHCOUNTRY: False}),
])
def test_what_contradicts_blocks_and_what_history_explains_warns(
    number: str, changes: dict[str, str], expected: dict[Discrepancy, bool],
) -> None:
    assert differing(number, person(**changes)) == expected


@pytest.mark.parametrize(("place", "birthplace"), [
    ("20106", "2B106"), ("20004", "2A004"), ("98513", "97613"), ("98513", "98513"), ("75112", "93001"), ("78646", "92012"),
])
def test_a_code_that_changed_with_the_map_is_the_same_place(place: str, birthplace: str) -> None:
    assert differing(f"28703{place}901", person(birthplace=birthplace)) == {}


@pytest.mark.parametrize(("place", "country", "expected"), [
    ("94999", "99352", {}), ("95123", "99350", {}), ("96123", "99351", {}),
    ("94999", "99350", {Discrepancy.BIRTHCOUNTRY: False}),
    ("96123", "99113", {Discrepancy.BIRTHCOUNTRY: False}),
    ("94999", "99113", {Discrepancy.BIRTH_ABROAD: True}),
])
def test_births_before_independence_carry_the_departments_of_the_time(
    place: str, country: str, expected: dict[Discrepancy, bool],
) -> None:
    assert differing(f"28703{place}901", person(birthplace="", birthcountry=country)) == expected


def test_a_number_of_a_fund_contradicts_no_birth() -> None:
    assert differing("7100199999999", person(gender="male")) == {}


def test_six_equal_facts_make_the_same_person_whatever_the_spelling() -> None:
    assert person().same_person(person(family_name="Spécimen", given_name="CAMILLE"))
    for name, other in {"family_name": "FACTICE", "given_name": "Léa", "birthdate": "1987-03-15", "gender": "male",
                        "birthplace": "55141", "birthcountry": "99113"}.items():
        assert not person().same_person(person(**{name: other}))


def test_claims_make_a_pivot_only_when_all_facts_are_there() -> None:
    assert pivot_from({**CAMILLE, "sub": "x"}) == person()
    abroad = {**CAMILLE, "birthcountry": "99113"}
    assert pivot_from({**abroad, "birthplace": ""}) is not None
    abroad.pop("birthplace")
    assert pivot_from(abroad) is not None
    for name in CAMILLE:
        assert pivot_from({**CAMILLE, name: ""}) is None
        assert pivot_from({**CAMILLE, name: 3}) is None
