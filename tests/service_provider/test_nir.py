from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_provider.rules.nir import Nir, NirFault, NirRefused, group_nir, key_of, mask_nir, read_nir

ACCEPTED = [
    "2 87 03 55 140 901 60", "1 87 03 55 140 914 97", "1 87 03 55 140 913 01",
    "1 81 02 2A 158 910 35", "1 81 02 2a 158 910 35", "2 62 08 20 106 911 22",
    "2 98 06 97 424 912 89", "2 92 04 98 737 914 50", "1 87 03 97 501 921 57",
    "1 86 09 99 113 915 57", "1 92 20 99 214 916 12", "1 92 35 99 214 918 56", "1 92 50 99 214 919 04",
    "1 31 05 94 999 999 21",
]
#: Their key is right and python-stdnum takes them; the structure is that of no person.
IMPOSSIBLE = [
    "0 87 03 55 140 901 63", "9 87 03 55 140 901 01", "1 87 00 55 140 901 62", "1 87 13 55 140 901 76",
    "1 87 19 55 140 901 75", "1 87 43 55 140 901 71", "1 87 03 00 140 901 43", "1 87 03 55 000 901 42",
    "1 87 03 55 140 000 41",
]


def fault_of(text: str, **options: bool) -> NirFault:
    with pytest.raises(NirRefused) as refused:
        read_nir(text, **options)
    assert str(refused.value) == refused.value.fault.value, "the refusal carries the text"
    return refused.value.fault


@pytest.mark.parametrize("number", ACCEPTED)
def test_a_number_of_a_possible_person_is_accepted(number: str) -> None:
    assert read_nir(number).number == number.replace(" ", "").upper()[:13]


@pytest.mark.parametrize("number", IMPOSSIBLE)
def test_a_number_that_no_person_can_have_is_refused_though_its_key_is_right(number: str) -> None:
    compact = number.replace(" ", "")
    assert key_of(compact[:13]) == compact[13:]
    assert fault_of(number) is NirFault.STRUCTURE


@pytest.mark.parametrize("number", ["7 10 01 99 999 999 66", "3 95 05 99 214 920 06"])
def test_a_provisional_number_has_a_refusal_of_its_own_and_can_be_allowed(number: str) -> None:
    assert fault_of(number) is NirFault.PROVISIONAL
    assert read_nir(number, provisional=True).provisional


@pytest.mark.parametrize(("text", "fault"), [
    ("", NirFault.EMPTY), ("  - . ", NirFault.EMPTY),
    ("2 87 03 55 140 901", NirFault.LENGTH), ("2 87 03 55 140 901 6", NirFault.LENGTH),
    ("2 87 03 55 140 901 601", NirFault.LENGTH),
    ("2 87 O3 55 140 901 60", NirFault.LETTER_O), ("2 87 03 55 14o 901 60", NirFault.LETTER_O),
    ("1 87 03 2C 140 901 60", NirFault.CHARACTER), ("1 81 02 A2 158 910 35", NirFault.CHARACTER),
    ("1 81 02 3A 158 910 35", NirFault.CHARACTER), ("2 87 03 55 140 901 6l", NirFault.CHARACTER),
    ("٢٨٧٠٣٥٥١٤٠٩٠١٦٠", NirFault.CHARACTER),
    ("5 87 03 55 140 901 60", NirFault.STRUCTURE), ("6 87 03 55 140 901 60", NirFault.STRUCTURE),
    ("1 87 03 55 140 901 60", NirFault.KEY), ("7 10 01 99 999 999 67", NirFault.KEY),
])
def test_each_mistake_has_its_own_fault(text: str, fault: NirFault) -> None:
    assert fault_of(text) is fault


@pytest.mark.parametrize("text", [
    "287035514090160", "2.87.03.55.140.901.60", "2-87-03-55-140-901-60", " 2 87 03 55 140 901 60 ",
    "2\u202f87\u00a003 55 140 901 60", "２８７０３５５１４０９０１６０", "2–87–03–55 140 901 60",
])
def test_separators_and_wide_digits_do_not_matter(text: str) -> None:
    assert read_nir(text).grouped() == "2 87 03 55 140 901 60"


def test_login_takes_thirteen_characters_or_fifteen_and_checks_a_key_that_is_there() -> None:
    assert read_nir("2 87 03 55 140 901", key=False) == read_nir("2 87 03 55 140 901 60", key=False)
    assert fault_of("2 87 03 55 140 901 61", key=False) is NirFault.KEY
    assert fault_of("2 87 03 55 140 901 6", key=False) is NirFault.LENGTH


@pytest.mark.parametrize(("number", "gender", "year", "month", "place"), [
    ("2 87 03 55 140 901 60", "female", 87, 3, "55140"),
    ("1 81 02 2A 158 910 35", "male", 81, 2, "2A158"),
    ("1 92 20 99 214 916 12", "male", 92, None, "99214"),
    ("1 92 35 99 214 918 56", "male", 92, 5, "99214"),
    ("1 92 50 99 214 919 04", "male", 92, None, "99214"),
    ("3 95 05 99 214 920 06", "male", 95, 5, "99214"),
    ("7 10 01 99 999 999 66", "male", None, None, None),
])
def test_the_number_tells_sex_year_month_and_place_where_it_contains_them(
    number: str, gender: str, year: int | None, month: int | None, place: str | None,
) -> None:
    nir = read_nir(number, provisional=True)
    assert (nir.gender, nir.year, nir.month, nir.place) == (gender, year, month, place)


def test_the_number_is_never_shown_in_full_by_accident() -> None:
    nir = read_nir("2 87 03 55 140 901 60")
    assert str(nir) == mask_nir(nir.number) == "2 87 03 ** *** *** **"
    assert "55140901" not in f"{nir!r} {nir} {[nir]}".replace(" ", "")


def _numbers() -> st.SearchStrategy[str]:
    def two(*ranges: range) -> st.SearchStrategy[str]:
        return st.sampled_from([f"{value:02d}" for numbers in ranges for value in numbers])

    place = st.one_of(two(range(1, 100)), st.sampled_from(["2A", "2B"]))
    rank = st.integers(1, 999).map("{:03d}".format)
    body = st.tuples(st.sampled_from("12"), two(range(100)), two(range(1, 13), range(20, 43), range(50, 100)), place, rank, rank)
    return body.map("".join).map(lambda number: number + key_of(number))


@given(_numbers())
def test_every_valid_number_is_accepted_and_reads_back(number: str) -> None:
    nir = read_nir(number)
    assert nir == Nir(number[:13])
    assert read_nir(nir.grouped()) == nir


@given(_numbers(), st.integers(0, 14), st.sampled_from(string.digits + string.ascii_uppercase))
def test_every_change_of_one_character_is_refused(number: str, position: int, character: str) -> None:
    changed = number[:position] + character + number[position + 1:]
    if changed != number:
        fault_of(changed)


@given(st.text(max_size=40))
def test_any_text_is_refused_with_a_fault_unless_it_has_the_characters_of_a_number(text: str) -> None:
    if sum(character.isnumeric() for character in text) < 14:
        fault_of(text)


def test_a_number_is_shown_back_in_the_groups_that_people_read() -> None:
    assert group_nir("287035514090160") == "2 87 03 55 140 901 60"
    assert group_nir("1810 22a1 5891 035") == "1 81 02 2A 158 910 35"
    for wrong in ("287035514090161", "287", "", "x"):
        assert group_nir(wrong) == wrong
